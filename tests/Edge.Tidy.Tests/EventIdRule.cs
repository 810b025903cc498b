using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>A log event's id is unique in its project and tells its slice: Inbox 1000 to 1999, Studies 2000 to 2999, and so on.</summary>
internal static class EventIdRule
{
    private const int IdsPerSlice = 1000;

    private static readonly Dictionary<string, int> FirstIds = new()
    {
        ["runtime/Edge.Runtime/Inbox/"] = 1000,
        ["runtime/Edge.Runtime/Studies/"] = 2000,
        ["runtime/Edge.Inference/"] = 3000,
        ["runtime/Edge.Runtime/Outbox/"] = 4000,
        ["runtime/Edge.Runtime/Store/"] = 5000,
        ["updater/Edge.Updater/"] = 6000,
        ["runtime/Edge.Mqtt/"] = 7000,
        ["runtime/Edge.Runtime/Health/"] = 8000,
        ["runtime/Edge.Runtime/Stow/"] = 9000,
        ["runtime/Edge.Runtime/Commitment/"] = 10000,
        ["runtime/Edge.Runtime/Engines/"] = 11000,
        ["runtime/Edge.Runtime/Audit/"] = 12000,
        ["runtime/Edge.Runtime/Access/"] = 13000,
    };

    public static IEnumerable<string> Violations(SourceTree tree)
    {
        Dictionary<(string Project, int Id), string> seen = [];
        foreach ((SourceFile file, AttributeSyntax attribute) in tree.Production.SelectMany(file => file.Nodes<AttributeSyntax>().Select(attribute => (file, attribute))))
        {
            if (attribute.Name.ToString() != "LoggerMessage")
            {
                continue;
            }

            if (Id(attribute) is not int id)
            {
                yield return $"{file.At(attribute)} has no event id written as a number.";
                continue;
            }

            string project = string.Join('/', file.Path.Split('/').Take(2));
            if (!seen.TryAdd((project, id), file.At(attribute)))
            {
                yield return $"{file.At(attribute)} repeats event id {id} of {seen[(project, id)]}.";
            }

            int? first = FirstIds.Where(entry => file.Path.StartsWith(entry.Key, StringComparison.Ordinal)).Select(entry => (int?)entry.Value).FirstOrDefault();
            if (first is not null && (id < first || id >= first + IdsPerSlice))
            {
                yield return $"{file.At(attribute)} has event id {id}; this slice has {first} to {first + IdsPerSlice - 1}.";
            }
        }
    }

    private static int? Id(AttributeSyntax attribute)
    {
        AttributeArgumentSyntax[] arguments = [.. attribute.ArgumentList?.Arguments ?? []];
        AttributeArgumentSyntax? argument =
            Array.Find(arguments, argument => argument.NameEquals?.Name.Identifier.Text == "EventId" || argument.NameColon?.Name.Identifier.Text == "eventId")
            ?? (arguments.Length >= 3 ? arguments[0] : null);
        return int.TryParse(argument?.Expression.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
    }
}
