using System.Text.Json;
using System.Text.RegularExpressions;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Every raw stream of the test material gets the answer that its expectation asks for, and the listener goes on.</summary>
public sealed class HostileStreamTests
{
    /// <summary>Buffers of 85 associations and what the streams hold, with room for the test itself.</summary>
    private const long MaxGrowthBytes = 96L * 1024 * 1024;

    /// <summary>
    /// What each expectation in words allows, as a pattern over the words of <see cref="RawPeer"/>. "close" means without an answer or
    /// with an abort. What a data set holds (072, 073) is for the owner of the listener to judge, who is a test double here.
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
        ("abort or context refused", "AB ./.|AC AB ./."),
        ("defined, no endless loop", "RJ 1/1/1"),
        ("defined", "AB ./."),
        ("max 128 odd ids", "RJ ././.|AB ./."),
        ("context refused", "AC AB 0/0"),
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
        ("C000-family or A900; nothing announced as received", "AC RSP .... RP"),
        ("A900 or log", "AC RSP .... RP"),
        ("refused 0122 or error", "AC RSP 0122 RP"),
        ("error; nothing outside the spool", "AC RSP 0117 RP"),
        ("no partial instance visible", "AC( AB ./.)?"),
        ("closed", "AC RP"),
        ("release response", "AC RP"),
        ("close", ""),
        ("200 responses or abort, no hang", "AC( RSP 0000){200} RP"),
        ("anything but crash/hang", ".*"),
    ];

    [Fact]
    public async Task EverySharedStream_GetsTheAnswerItsExpectationAsksFor()
    {
        Assert.SkipWhen(SharedData.IsAbsent, SharedData.Absent);
        string folder = Path.Combine(SharedData.Root!, "hostile-streams");
        await using FileStream file = File.OpenRead(Path.Combine(folder, "expectations.json"));
        Dictionary<string, string> expectations =
            (await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(file, cancellationToken: TestContext.Current.CancellationToken))!;
        await using ListeningStore store = Listen();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        string[] wrong = await Task.WhenAll(expectations.Select(one => CheckAsync(store, folder, one.Key, one.Value)));
        Assert.DoesNotContain(wrong, complaint => complaint.Length > 0);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MaxGrowthBytes);
        Assert.All(store.Reports, report => Assert.Null(report.Error));
        Assert.All(store.Store.Objects, stored => Assert.Matches("^[0-9A-Za-z._-]+$", stored.Request.SopInstanceUid));
        using var honest = new RawPeer(store.Port);
        Assert.Equal("AC RSP 0000 RP closed", await honest.ConverseAsync([await ReadAsync(folder, "000-echo-ok")]));
    }

    private static ListeningStore Listen() => new(options => options with
    {
        MaxAssociations = 256,
        ArtimTimeout = TimeSpan.FromSeconds(1),
        IdleTimeout = TimeSpan.FromSeconds(2),
        StallTimeout = TimeSpan.FromSeconds(2),
        Decide = request => request.CalledAeTitle == "ANY"
            ? AssociationDecision.Accept
            : AssociationDecision.Reject(AssociationRejection.CalledAeTitleNotRecognized),
    });

    private static async Task<string> CheckAsync(ListeningStore store, string folder, string name, string expectation)
    {
        (string Expectation, string Answer) allowed = Allowed.FirstOrDefault(
            one => expectation.StartsWith(one.Expectation, StringComparison.Ordinal));
        if (allowed.Expectation is null)
        {
            return $"{name}: the expectation '{expectation}' is not known to this test";
        }

        byte[] bytes = await ReadAsync(folder, name);
        int[] sizes = JsonSerializer.Deserialize<int[]>(await File.ReadAllTextAsync(Path.Combine(folder, name + ".chunks")))!;
        var parts = new List<ReadOnlyMemory<byte>>();
        int at = 0;
        foreach (int size in sizes)
        {
            parts.Add(bytes.AsMemory(at, size));
            at += size;
        }

        using var peer = new RawPeer(store.Port);
        string answer = await peer.ConverseAsync(parts);
        return Regex.IsMatch(answer, $"^({allowed.Answer}) ?closed$") ? string.Empty : $"{name}: '{answer}', but expected: {expectation}";
    }

    private static Task<byte[]> ReadAsync(string folder, string name) => File.ReadAllBytesAsync(Path.Combine(folder, name + ".bin"));
}
