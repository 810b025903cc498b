using Edge.Contracts;

namespace Edge.Ctl.Scaffold;

/// <summary>The texts of a new release, with what a person must write marked.</summary>
internal static class ScaffoldTexts
{
    /// <summary>LICENSE.</summary>
    public const string License = $"{OpenChoices.Marker} the licence under which the weights may be used. Replace this file by its text.\n";

    /// <summary>MODEL_CARD.md.</summary>
    public static string Card(string model) => $"""
        # {model}

        ## Intended use

        {OpenChoices.Marker} what it finds, in which patients, for whom, and what it must not be used for

        ## Training data

        {OpenChoices.Marker} sites, scanners, years, patients by sex and age, how truth was made

        ## Performance

        {OpenChoices.Marker} what edgectl model evaluate measured, on which cohort, with intervals and subgroups

        ## Limits

        {OpenChoices.Marker} what it was seen to get wrong; inputs it must not be given that the manifest's accepts cannot tell

        ## Who made it

        {OpenChoices.Marker} the maker, an address for reports, where the weights come from

        """.ReplaceLineEndings("\n");
}
