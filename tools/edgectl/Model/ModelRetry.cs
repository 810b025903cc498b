using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Model;

/// <summary><c>edgectl model retry MODEL</c>: an operator has rungs tried again that were refused, aborted or quarantined.</summary>
internal static class ModelRetry
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "Model, as edgectl model list shows it.", HelpName = "MODEL" };
        return ApplianceVerb.Single(
            new Command("retry", "Has rungs of the active release tried again that were refused, aborted or quarantined.") { model },
            (appliance, parsed, cancellation) =>
                appliance.PostAsync($"v1/models/{Uri.EscapeDataString(parsed.GetRequiredValue(model))}/retry", EdgeJson.Default.ModelView, cancellation),
            EdgeJson.Default.ModelView,
            static view => Console.WriteLine($"{view.Name} {view.ActiveVersion}: {view.Engine?.InWords}"));
    }
}
