using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Faults;
using Edge.Runtime.Releases;
using Edge.Runtime.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Health;

/// <summary>The settings of the page: all of them to read, and those that an administrator sets.</summary>
internal static class PageSettingsEndpoints
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>
    /// Maps <c>GET /page/settings</c>, <c>GET</c> and <c>POST /page/settings/edit</c>, <c>GET /page/settings/versions/{version}</c> and
    /// <c>POST /page/settings/versions/{version}/restore</c>.
    /// </summary>
    public static void MapPage(IEndpointRouteBuilder api)
    {
        api.MapGet("/page/settings", static (SettingsList settings) => PageAnswer.Of(settings.List(), PageJson.Default.SettingsView)).For(UserRole.Technician);
        api.MapGet("/page/settings/edit", Read).For(UserRole.Administrator);
        api.MapPost("/page/settings/edit", ChangeAsync).For(UserRole.Administrator);
        api.MapGet("/page/settings/versions/{version:int}", Look).For(UserRole.Administrator);
        api.MapPost("/page/settings/versions/{version:int}/restore", RestoreAsync).For(UserRole.Administrator);
    }

    private static JsonHttpResult<SettingsEdit> Read(SettingsChanges changes, ConfigSource source, ModelStore models)
    {
        JsonNode effective = changes.Effective;
        return PageAnswer.Of(
            new SettingsEdit(
                changes.File.Current?.Version ?? 0,
                ConfigOverlay.Editable.ToDictionary(
                    path => path, path => new SettingsSection(
                        SettingsDifference.Find(effective, path)?.DeepClone(), source.IsLocked(path) ? "command line" : changes.SourceOf(path), source.IsLocked(path))),
                [.. models.List().Select(model => model.Name)],
                [.. changes.File.Versions.Reverse().Select(one => SettingsVersion.Of(one, isWhole: false))]),
            PageJson.Default.SettingsEdit);
    }

    private static IResult Look(int version, SettingsChanges changes) => changes.File.Versions.FirstOrDefault(one => one.Version == version) is { } found
        ? PageAnswer.Of(SettingsVersion.Of(found, isWhole: true), PageJson.Default.SettingsVersion)
        : PageAnswer.Refuse(StatusCodes.Status404NotFound, $"There is no version {version} any more.");

    private static async Task<IResult> ChangeAsync(HttpContext context, SettingsChanges changes, RunningConfig running, ModelStore models)
    {
        if (await JsonBody.ReadAsync(context.Request, PageJson.Default.SettingsRequest) is not { } asked)
        {
            return PageAnswer.Refuse(StatusCodes.Status400BadRequest, "These are no settings. Load the page again and try once more.");
        }

        Dictionary<string, JsonNode?> sections = new(StringComparer.Ordinal);
        foreach ((string path, JsonElement value) in asked.Sections)
        {
            try
            {
                sections[path] = JsonNode.Parse(value.GetRawText(), documentOptions: Strict);
            }
            catch (JsonException malformed)
            {
                return Problems([new ConfigProblem(path, malformed.Message)]);
            }
        }

        return Answer(() => changes.Change(PageAnswer.Caller(context).Name, asked.BasedOn, sections), running, models);
    }

    private static async Task<IResult> RestoreAsync(int version, HttpContext context, SettingsChanges changes, RunningConfig running, ModelStore models) =>
        await JsonBody.ReadAsync(context.Request, PageJson.Default.SettingsRestore) is { } asked
            ? Answer(() => changes.Restore(PageAnswer.Caller(context).Name, asked.BasedOn, version), running, models)
            : PageAnswer.Refuse(StatusCodes.Status400BadRequest, "The version that it is based on is missing. Load the page again and try once more.");

    private static IResult Answer(Func<SettingsOutcome> change, RunningConfig running, ModelStore models)
    {
        SettingsOutcome outcome;
        try
        {
            outcome = change();
        }
        catch (Exception failure) when (DiskTrouble.IsDisk(failure))
        {
            return PageAnswer.Refuse(StatusCodes.Status507InsufficientStorage, $"The settings could not be saved, so that nothing has changed: {failure.Message} Check the disk of the data directory.");
        }

        return outcome switch
        {
            { Made: { } made } => PageAnswer.Done(string.Join(' ', Words(made, running, models))),
            { Refusal: { } why } => PageAnswer.Refuse(StatusCodes.Status409Conflict, why),
            _ => Problems(outcome.Problems),
        };
    }

    private static IEnumerable<string> Words(ConfigOverlay made, RunningConfig running, ModelStore models)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"Saved as version {made.Version}, and in use now.");
        if (made.What.Split("; ").Any(words => words.StartsWith("mqtt:", StringComparison.Ordinal)) && running.Current.Updates is not null)
        {
            yield return "The update agent uses the broker from its next start on: systemctl restart edge-updater.";
        }

        foreach (string model in running.Current.Routes.Select(route => route.Model).Distinct(StringComparer.Ordinal).Where(model => models.Active(model).Release is null))
        {
            yield return $"A route leads to model {model}, which cannot serve: its studies wait until it is installed.";
        }
    }

    private static JsonHttpResult<SettingsProblems> Problems(IReadOnlyList<ConfigProblem> problems) => TypedResults.Json(
        new SettingsProblems("Nothing was changed: correct what is marked, then save again.", problems),
        PageJson.Default.SettingsProblems,
        statusCode: StatusCodes.Status422UnprocessableEntity);
}
