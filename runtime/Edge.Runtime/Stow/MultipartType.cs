namespace Edge.Runtime.Stow;

/// <summary>
/// A Content-Type with its parameters (RFC 9110 8.3.1). A value that should be in quotes is taken without them too: many senders write
/// <c>type=application/dicom</c>.
/// </summary>
internal sealed class MultipartType
{
    private const int LengthMax = 1024;

    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private MultipartType(string mediaType) => MediaType = mediaType;

    /// <summary>Type and subtype, in lower case.</summary>
    public string MediaType { get; }

    /// <summary>A parameter without quotes; empty where missing.</summary>
    public string this[string name] => _parameters.GetValueOrDefault(name, "");

    /// <summary>Reads a header; what makes no sense in it is passed over.</summary>
    public static MultipartType Parse(string? header)
    {
        ReadOnlySpan<char> rest = header is { Length: <= LengthMax } ? header : "";
        var type = new MultipartType(Take(ref rest).Trim().ToLowerInvariant());
        while (!rest.IsEmpty)
        {
            string parameter = Take(ref rest);
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                type._parameters.TryAdd(parameter[..equals].Trim(), Unquote(parameter[(equals + 1)..].Trim()));
            }
        }

        return type;
    }

    /// <summary>What stands before the next semicolon that is not within quotes.</summary>
    private static string Take(ref ReadOnlySpan<char> rest)
    {
        bool isQuoted = false;
        for (int index = 0; index < rest.Length; index++)
        {
            if (rest[index] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (rest[index] == ';' && !isQuoted)
            {
                string taken = rest[..index].ToString();
                rest = rest[(index + 1)..];
                return taken;
            }
        }

        string last = rest.ToString();
        rest = [];
        return last;
    }

    private static string Unquote(string value) => value is ['"', .., '"'] ? value[1..^1] : value;
}
