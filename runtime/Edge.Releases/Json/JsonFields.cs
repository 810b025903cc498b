using System.Text.Json;

namespace Edge.Releases.Json;

/// <summary>The members of a JSON object, each required to be what its format says. Unknown members are left alone.</summary>
internal readonly struct JsonFields
{
    private readonly string _what;

    /// <summary>Wraps an object.</summary>
    /// <param name="element">It.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="TrustException">It is no object.</exception>
    public JsonFields(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new TrustException(TrustFailure.Malformed, $"{what} is not a JSON object.");
        }

        Element = element;
        _what = what;
    }

    /// <summary>The object itself.</summary>
    public JsonElement Element { get; }

    /// <summary>Its members in the order written.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Members => Element.EnumerateObject().Select(member => (member.Name, member.Value));

    /// <summary>A string.</summary>
    public string Text(string name) =>
        Required(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Wrong(name, "a string");

    /// <summary>A string, or null when the member is missing or null.</summary>
    public string? OptionalText(string name) => Has(name) ? Text(name) : null;

    /// <summary>A whole number from <paramref name="least"/> on, written without fraction or exponent.</summary>
    public long Whole(string name, long least) =>
        Required(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) && number >= least
            ? number
            : throw Wrong(name, $"a whole number from {least} on");

    /// <summary>A whole number as <see cref="Whole"/> reads it, or null when the member is missing or null.</summary>
    public long? OptionalWhole(string name, long least) => Has(name) ? Whole(name, least) : null;

    /// <summary>True or false; false when the member is missing or null.</summary>
    public bool Flag(string name) => Has(name) && Required(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>An object.</summary>
    public JsonFields Object(string name) => new(Required(name), $"{_what}, {name},");

    /// <summary>An object, or null when the member is missing or null.</summary>
    public JsonFields? OptionalObject(string name) => Has(name) ? Object(name) : null;

    /// <summary>A list of objects, at most <paramref name="countMax"/>.</summary>
    public IReadOnlyList<JsonFields> Objects(string name, int countMax)
    {
        string what = $"{_what}, an entry of {name},";
        return [.. Items(name, countMax).Select(item => new JsonFields(item, what))];
    }

    /// <summary>A list of strings, at most <paramref name="countMax"/>.</summary>
    public IReadOnlyList<string> Texts(string name, int countMax)
    {
        JsonElement[] items = Items(name, countMax);
        return items.All(item => item.ValueKind == JsonValueKind.String) ? [.. items.Select(item => item.GetString()!)] : throw Wrong(name, "a list of strings");
    }

    /// <summary>Whether the member is there and not null.</summary>
    public bool Has(string name) => Element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    private JsonElement[] Items(string name, int countMax)
    {
        JsonElement value = Required(name);
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, "a list");
        }

        return value.GetArrayLength() <= countMax ? [.. value.EnumerateArray()] : throw Wrong(name, $"a list of at most {countMax}");
    }

    private JsonElement Required(string name) =>
        Element.TryGetProperty(name, out JsonElement value) ? value : throw new TrustException(TrustFailure.Malformed, $"{_what} has no {name}.");

    private TrustException Wrong(string name, string wanted) => new(TrustFailure.Malformed, $"{_what} has a {name} that is not {wanted}.");
}
