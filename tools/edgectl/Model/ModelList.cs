using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Model;

/// <summary><c>edgectl model list</c>: the models in the store, and why one cannot serve.</summary>
internal static class ModelList
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("list", "Lists the models in the store.") { data, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        IReadOnlyList<ModelView> models = await appliance.GetAsync("v1/models", EdgeJson.Default.IReadOnlyListModelView, cancellation);
        if (asJson)
        {
            Listing.WriteJson(models, EdgeJson.Default.IReadOnlyListModelView);
            return 0;
        }

        Listing.WriteTable(
            ["Model", "Version", "Title", "Digest", "Cannot serve because"],
            models.Select(model => (IReadOnlyList<string?>)[model.Name, model.ActiveVersion, model.Title, model.Digest, model.Problem]));
        return 0;
    }
}
