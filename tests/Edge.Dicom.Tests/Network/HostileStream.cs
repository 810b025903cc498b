using System.Text.Json;
using System.Text.RegularExpressions;

namespace Edge.Dicom.Tests.Network;

/// <summary>A raw stream of the test material: the bytes, how they are written, and what may be answered.</summary>
internal sealed class HostileStream
{
    /// <summary>
    /// What each expectation in words allows, as a pattern over the words of <see cref="RawPeer"/>. "close" means without an answer or
    /// with an abort. The first that the expectation begins with counts.
    /// </summary>
    private static readonly (string Expectation, string Answer)[] Allowed =
    [
        ("AC, echo response, release response", "AC RSP 0000 RP"),
        ("AC, store success, release response", "AC RSP 0000 RP"),
        ("as 001", "AC RSP 0000 RP"),
        ("odd fragments", "AC RSP 0000 RP|AC AB ./."),
        ("abort (AA-1/AA-8) or close", "(AB ./.)?"),
        ("abort or close", "(AB ./.)?"),
        ("close; memory bounded", "(AB ./.)?"),
        ("reject/abort", "RJ ././.|AB ./."),
        ("timeout then close", ""),
        ("ARTIM timeout closes", ""),
        ("reject (protocol version not supported)", "RJ 1/2/2"),
        ("reject (application context)", "RJ 1/1/2"),
        ("reject or accept none", "RJ ././.|AC AB ./."),
        ("abort or context refused", "AB ./.|AC/. AB ./."),
        ("defined, no endless loop", "RJ 1/1/1"),
        ("defined", "AB ./."),
        ("max 128 odd ids", "RJ ././.|AB ./."),
        ("context refused (3)", "AC/3 AB 0/0"),
        ("context refused", "AC/4 AB 0/0"),
        ("accept or reject", "AC AB 0/0|RJ ././."),
        ("accept (0 = unlimited)", "AC RSP 0000 RP"),
        ("accept; own limit used", "AC RSP 0000 RP"),
        ("accept with default", "AC AB 0/0"),
        ("accept without identity response or reject", "AC AB 0/0"),
        ("accept", "AC AB 0/0"),
        ("ignored", "AC AB 0/0"),
        ("reject by policy", "RJ 1/1/7"),
        ("reject 7 by policy", "RJ 1/1/7"),
        ("reject or log safely", "RJ 1/1/3"),
        ("reject", "RJ 1/1/7"),
        ("abort (AA-8)", "AC AB 2/2|AB ./."),
        ("abort or accept, bounded", "AC AB 2/6"),
        ("abort or release; no partial instance", "AC RP|AC AB ./."),
        ("abort or error; bounded", "AC AB ./."),
        ("abort", "(AC )?AB ./."),
        ("error response or abort", "AC RSP (0[1-9A-F]..|[AC]...).*|AC AB ./."),
        ("0211 unrecognised operation or abort", "AC RSP 0211 AB ./.|AC AB ./."),
        ("error or abort", "AC AB ./."),
        ("error status (A9xx/Cxxx)", "AC RSP [AC]... RP"),
        ("error status", "AC RSP C000 RP"),
        (JudgedByContent, "AC RSP (A9..|C...) RP"),
        (JudgedByUid, "AC RSP A900 RP"),
        ("refused 0122 or error", "AC RSP 0122 RP"),
        ("error; nothing outside the spool", "AC RSP 0117 RP"),
        ("no partial instance visible", "AC( AB ./.)?"),
        ("closed", "AC RP"),
        ("release response", "AC RP"),
        ("close", ""),
        ("200 responses or abort, no hang", "AC( RSP 0000){200} RP"),
        ("anything but crash/hang", ".*"),
    ];

    private const string JudgedByContent = "C000-family or A900; nothing announced as received";
    private const string JudgedByUid = "A900 or log";

    private HostileStream(string name, string expectation, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        Name = name;
        Expectation = expectation;
        Parts = parts;
    }

    public string Name { get; }

    public string Expectation { get; }

    /// <summary>What is written, one write after another.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parts { get; }

    /// <summary>All streams of a folder that has <c>expectations.json</c>.</summary>
    public static async Task<IReadOnlyList<HostileStream>> ReadAllAsync(string folder)
    {
        await using FileStream file = File.OpenRead(Path.Combine(folder, "expectations.json"));
        Dictionary<string, string> expectations = (await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(file))!;
        return [.. expectations.Select(one => new HostileStream(one.Key, one.Value, Cut(folder, one.Key)))];
    }

    /// <summary>Plays it and returns what is wrong with the answer, or an empty text.</summary>
    /// <param name="port">On loopback.</param>
    /// <param name="patience">Longer than any timeout of the listener.</param>
    /// <param name="isJudged">True where the owner of the listener looks into data sets, as an appliance does and a test double does not.</param>
    public async Task<string> CheckAsync(int port, TimeSpan patience, bool isJudged)
    {
        (string Expectation, string Answer) allowed = Allowed.FirstOrDefault(one => Expectation.StartsWith(one.Expectation, StringComparison.Ordinal));
        if (allowed.Expectation is null)
        {
            return $"{Name}: the expectation '{Expectation}' is not known to this test";
        }

        bool isLeftToOwner = !isJudged && allowed.Expectation is JudgedByContent or JudgedByUid;
        using var peer = new RawPeer(port, patience, tellsRefusals: true);
        string answer = await peer.ConverseAsync(Parts);
        return Regex.IsMatch(answer, $"^({(isLeftToOwner ? "AC RSP .... RP" : allowed.Answer)}) ?closed$")
            ? string.Empty
            : $"{Name}: '{answer}', but expected: {Expectation}";
    }

    private static List<ReadOnlyMemory<byte>> Cut(string folder, string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, name + ".bin"));
        int[] sizes = JsonSerializer.Deserialize<int[]>(File.ReadAllText(Path.Combine(folder, name + ".chunks")))!;
        List<ReadOnlyMemory<byte>> parts = [];
        int at = 0;
        foreach (int size in sizes)
        {
            parts.Add(bytes.AsMemory(at, size));
            at += size;
        }

        return parts;
    }
}
