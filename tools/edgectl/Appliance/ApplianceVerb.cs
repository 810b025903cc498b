using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Edge.Ctl.Appliance;

/// <summary>
/// What verbs on a running appliance share. A listing one asks for one page after another, and prints each as it comes, so that memory does not depend on how much there is. What
/// is added meanwhile moves the rest: a row may then show twice.
/// </summary>
internal static class ApplianceVerb
{
    private const int PageRows = 1000;

    /// <summary>Gives a verb its options and its action.</summary>
    /// <param name="verb">The verb, with options of its own.</param>
    /// <param name="path">What to ask for, with a query that <c>&amp;limit=N&amp;skip=N</c> can follow.</param>
    /// <param name="type">A page.</param>
    /// <param name="item">One row, as JSON.</param>
    /// <param name="writeTable">Prints a page as a table.</param>
    public static Command Paged<T>(
        Command verb, Func<ParseResult, string> path, JsonTypeInfo<IReadOnlyList<T>> type, JsonTypeInfo<T> item, Action<IReadOnlyList<T>> writeTable)
    {
        var limit = new LimitOption(verb);
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        verb.Add(data);
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var appliance = new ApplianceClient(parsed.GetValue(data));
            IAsyncEnumerable<IReadOnlyList<T>> pages = PagesAsync(appliance, path(parsed), type, limit.Of(parsed), cancellation);
            if (parsed.GetValue(json))
            {
                await Listing.WriteJsonAsync(pages, item, cancellation);
                return 0;
            }

            await foreach (IReadOnlyList<T> page in pages)
            {
                writeTable(page);
            }

            return 0;
        });
        return verb;
    }

    /// <summary>Gives a verb that shows or does one thing its options and its action.</summary>
    /// <param name="verb">The verb, with arguments of its own.</param>
    /// <param name="ask">Asks the appliance.</param>
    /// <param name="type">The answer, as JSON.</param>
    /// <param name="write">Prints it for people.</param>
    /// <param name="exitCode">The exit code; null: 0.</param>
    public static Command Single<T>(
        Command verb,
        Func<ApplianceClient, ParseResult, CancellationToken, Task<T>> ask,
        JsonTypeInfo<T> type,
        Action<T> write,
        Func<T, int>? exitCode = null)
    {
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        verb.Add(data);
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var appliance = new ApplianceClient(parsed.GetValue(data));
            T answer = await ask(appliance, parsed, cancellation);
            if (parsed.GetValue(json))
            {
                Listing.WriteJson(answer, type);
            }
            else
            {
                write(answer);
            }

            return exitCode?.Invoke(answer) ?? 0;
        });
        return verb;
    }

    private static async IAsyncEnumerable<IReadOnlyList<T>> PagesAsync<T>(
        ApplianceClient appliance,
        string path,
        JsonTypeInfo<IReadOnlyList<T>> type,
        int limit,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        int shown = 0;
        while (shown < limit)
        {
            int wanted = Math.Min(PageRows, limit - shown);
            IReadOnlyList<T> page = await appliance.GetAsync($"{path}&limit={wanted}&skip={shown}", type, cancellation);
            if (page.Count > 0 || shown == 0)
            {
                yield return page;
            }

            shown += page.Count;
            if (page.Count < wanted)
            {
                yield break;
            }
        }
    }
}
