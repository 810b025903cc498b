using System.CommandLine;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary>The AE titles of an association, as options of a verb.</summary>
internal sealed class AeTitleOptions
{
    public Option<string> Calling { get; } = Title("--calling", "Our AE title.", "EDGECTL");

    public Option<string> Called { get; } = Title("--called", "The peer's AE title.", "ANY-SCP");

    private static Option<string> Title(string name, string description, string standard)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "AE", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (!AeTitle.IsValid(result.GetValueOrDefault<string>() ?? string.Empty))
            {
                result.AddError($"{name} must be 1 to 16 characters of ASCII, without backslash.");
            }
        });
        return option;
    }
}
