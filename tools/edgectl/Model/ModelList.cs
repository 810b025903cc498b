using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Model;

/// <summary><c>edgectl model list</c>: the models in the store, and why one cannot serve.</summary>
internal static class ModelList
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Single(
        new Command("list", "Lists the models in the store."),
        static (appliance, _, cancellation) => appliance.GetAsync("v1/models", EdgeJson.Default.IReadOnlyListModelView, cancellation),
        EdgeJson.Default.IReadOnlyListModelView,
        static models => Listing.WriteTable(
            ["Model", "Version", "Title", "Digest", "Engine", "Cannot serve because"],
            models.Select(model => (IReadOnlyList<string?>)[model.Name, model.ActiveVersion, model.Title, model.Digest, model.Engine?.InWords, model.Problem])));
}
