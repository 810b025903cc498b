using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Releases.Tests.Json;

/// <summary>Random JSON of the kinds that canonical JSON has.</summary>
internal static class RandomJson
{
    private static readonly string[] Texts = ["", "a", "B", "\"", "\\", "\n", "é", "\uffee", "\ud83d\ude00", "\u0001", "zz", "a b"];

    private static readonly Gen<string> Text = from first in Gen.Elements(Texts) from second in Gen.Elements(Texts) select first + second;

    public static Gen<JsonObject> Documents => Gen.Sized(size => Object(Math.Min(size, 4)));

    /// <summary>The same with the members of every object the other way round.</summary>
    public static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Reverse().Select(member => KeyValuePair.Create(member.Key, Reversed(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Reversed)]),
        null => null,
        _ => node.DeepClone(),
    };

    private static Gen<JsonObject> Object(int depth) =>
        from names in Text.ListOf()
        from values in Value(depth - 1).ListOf(names.Distinct().Count())
        select new JsonObject(names.Distinct().Zip(values).Select(pair => KeyValuePair.Create(pair.First, pair.Second?.DeepClone())));

    private static Gen<JsonNode?> Value(int depth)
    {
        Gen<JsonNode?> leaf = Gen.OneOf(
            Text.Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.Choose(-100000, 100000).Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Elements(true, false).Select(flag => (JsonNode?)JsonValue.Create(flag)),
            Gen.Constant((JsonNode?)null));
        return depth <= 0
            ? leaf
            : Gen.OneOf(leaf, Object(depth).Select(value => (JsonNode?)value), Value(depth - 1).ListOf().Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])));
    }
}
