using System.Globalization;
using System.Text.RegularExpressions;

namespace Edge.Contracts;

/// <summary>What routes must satisfy beyond their types.</summary>
internal static partial class RouteRules
{
    private const int MaxRoutes = 1000;
    private const int MaxPredicates = 100;

    /// <summary>Adds every problem with the routes.</summary>
    public static void Check(IReadOnlyList<RouteConfig> routes, List<ConfigProblem> problems)
    {
        if (routes.Count > MaxRoutes)
        {
            problems.Add(new("routes", $"There are {routes.Count}. Write at most {MaxRoutes}."));
        }

        for (int index = 0; index < routes.Count; index++)
        {
            RouteConfig route = routes[index];
            string path = $"routes[{index}]";
            ConfigRules.CheckName(route.Name, $"{path}.name", problems);
            if (routes.Take(index).Any(other => other.Name == route.Name))
            {
                problems.Add(new($"{path}.name", $"There are two routes named '{route.Name}'. Give each its own name."));
            }

            if (!IsModelName(route.Model))
            {
                problems.Add(new($"{path}.model", $"'{route.Model}' is no model name. Write 1 to 64 of a-z 0-9 -, as its manifest has it."));
            }

            if (route.When.Count is 0 or > MaxPredicates)
            {
                problems.Add(new(
                    $"{path}.when",
                    $"There are {route.When.Count} predicates. Write 1 to {MaxPredicates}, for example {{\"attribute\": \"Modality\", \"equals\": \"CT\"}}."));
            }

            for (int each = 0; each < route.When.Count; each++)
            {
                CheckPredicate(route.When[each], $"{path}.when[{each}]", problems);
            }
        }
    }

    /// <summary>True for what is written like a keyword of PS3.6, not like <c>gggg,eeee</c>.</summary>
    public static bool IsKeyword(string attribute) => Keyword().IsMatch(attribute);

    /// <summary>True for what may be the name of a model.</summary>
    public static bool IsModelName(string name) => ModelName().IsMatch(name);

    private static void CheckPredicate(PredicateConfig predicate, string path, List<ConfigProblem> problems)
    {
        if (!IsKeyword(predicate.Attribute) && !TagText().IsMatch(predicate.Attribute))
        {
            problems.Add(new(
                $"{path}.attribute",
                $"'{predicate.Attribute}' is no attribute. Write a keyword such as Modality, or gggg,eeee in hexadecimal."));
        }

        int tests = (predicate.Present is null ? 0 : 1) + (predicate.EqualTo is null ? 0 : 1) + (predicate.In is null ? 0 : 1)
            + (predicate.Matches is null ? 0 : 1) + (predicate.Range is null ? 0 : 1);
        if (tests != 1)
        {
            problems.Add(new(path, $"It has {tests} tests. Write exactly one of present, equals, in, matches, range."));
        }

        if (predicate.In is { Count: 0 })
        {
            problems.Add(new($"{path}.in", "It is empty, so that nothing could match. Write at least one value."));
        }

        if (predicate.Range is { } range && !(range.Min <= range.Max))
        {
            problems.Add(new(
                $"{path}.range",
                string.Create(CultureInfo.InvariantCulture, $"{range.Min} to {range.Max} holds no number. Write min no larger than max.")));
        }

        CheckPattern(predicate.Matches, $"{path}.matches", problems);
    }

    private static void CheckPattern(string? pattern, string path, List<ConfigProblem> problems)
    {
        if (pattern is null)
        {
            return;
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            problems.Add(new(
                path,
                $"This is no regular expression that runs without backtracking: {exception.Message} Write one without look-around and back-references."));
        }
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]{1,63}\\z")]
    private static partial Regex Keyword();

    [GeneratedRegex("^[0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\\z")]
    private static partial Regex TagText();

    [GeneratedRegex("^[a-z0-9-]{1,64}\\z")]
    private static partial Regex ModelName();
}
