using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Study;

namespace Edge.Ctl.Route;

/// <summary><c>edgectl route explain UID</c>: each rule, each predicate, what was found, and why it did or did not match.</summary>
internal static class RouteExplain
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> uid = StudyArgument.Create();
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("explain", "Says why each unit of a study goes where it goes. It shows values of attributes.") { uid, data, json };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(uid), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string uid, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        RouteExplanation explanation = await appliance.GetAsync(
            $"v1/studies/{Uri.EscapeDataString(uid)}/routes", EdgeJson.Default.RouteExplanation, cancellation);
        if (asJson)
        {
            Listing.WriteJson(explanation, EdgeJson.Default.RouteExplanation);
            return 0;
        }

        foreach (UnitExplanation unit in explanation.Units)
        {
            Console.WriteLine($"{Cells.Kind(unit.Kind)} {unit.SopInstanceUid ?? unit.SeriesInstanceUid}: {unit.Reason}");
            Listing.WriteTable(["Route", "Model", "Matches", "Predicate", "Holds", "Found"], unit.Routes.SelectMany(route => Rows(unit, route)));
        }

        return 0;
    }

    private static IEnumerable<IReadOnlyList<string?>> Rows(UnitExplanation unit, RouteVerdict route)
    {
        string matched = !route.Matched ? "no" : unit.ChosenRoute == route.Route ? "yes, taken" : "yes, but another was taken";
        string?[] first = [route.Route, route.Model, matched];
        if (route.Predicates.Count == 0)
        {
            yield return [.. first, "always", "yes", null];
        }

        foreach (PredicateVerdict predicate in route.Predicates)
        {
            yield return [.. first, predicate.Predicate, predicate.Held ? "yes" : "no", predicate.Found ?? "(absent)"];
            first = [null, null, null];
        }
    }
}
