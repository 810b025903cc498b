namespace Edge.EndToEnd.Tests;

/// <summary>Every way in which storescu proposes transfer syntaxes, plain and over TLS: the yardstick is what storescp stores for the same command.</summary>
public sealed class ProposalTests
{
    private const string Uncompressed = "1.2.840.10008.1.2.1";

    /// <summary>storescu's options, each with a transfer syntax that it proposes.</summary>
    private static readonly (string Option, string Syntax)[] Proposals =
    [
        ("-x=", Uncompressed), ("-xe", Uncompressed), ("-xb", Uncompressed), ("-xi", Uncompressed), ("-xd", Uncompressed),
        ("-xs", "1.2.840.10008.1.2.4.70"), ("-xy", "1.2.840.10008.1.2.4.50"), ("-xx", "1.2.840.10008.1.2.4.51"),
        ("-xv", "1.2.840.10008.1.2.4.90"), ("-xw", "1.2.840.10008.1.2.4.91"), ("-xt", "1.2.840.10008.1.2.4.80"), ("-xu", "1.2.840.10008.1.2.4.81"),
        ("-xm", "1.2.840.10008.1.2.4.100"), ("-xh", "1.2.840.10008.1.2.4.101"), ("-xn", "1.2.840.10008.1.2.4.102"), ("-xl", "1.2.840.10008.1.2.4.103"),
        ("-x2", "1.2.840.10008.1.2.4.104"), ("-x3", "1.2.840.10008.1.2.4.105"), ("-xo", "1.2.840.10008.1.2.4.106"),
        ("-x4", "1.2.840.10008.1.2.4.107"), ("-x5", "1.2.840.10008.1.2.4.108"), ("-xr", "1.2.840.10008.1.2.5"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Storescu_EveryProposal_IsStoredAsStorescpStoresIt(bool tls, bool combined)
    {
        await using TlsBench bench = await TlsBench.StartAsync(Cancel);
        using StoreScp peer = await StoreScp.StartAsync(bench.Sub("peer"), Cancel);
        string folder = bench.Sub("files");
        string[] shape = combined ? ["+C"] : ["-R"];
        IReadOnlyList<InstanceUids> uids = InstanceUids.NewStudy(Proposals.Length);
        List<string> troubles = [];
        HashSet<string> expected = [];
        int sent = 0;
        for (int index = 0; index < Proposals.Length; index++)
        {
            (string option, string syntax) = Proposals[index];
            string file = Path.Combine(folder, $"{index}.dcm");
            byte[] content = syntax == Uncompressed
                ? Phantom.File(uids[index], PhantomKind.CtSlice, index)
                : Phantom.Encapsulated(uids[index], PhantomKind.CtSlice, syntax);
            await File.WriteAllBytesAsync(file, content, Cancel);
            Outcome toPeer = await TlsBench.DcmtkAsync("storescu", [option, .. shape], peer.Port, Cancel, file);
            Outcome toUs = await TlsBench.DcmtkAsync(
                "storescu", [option, .. shape, .. tls ? bench.Client.DcmtkOptions : []], tls ? bench.MutualPort : bench.PlainPort, Cancel, file);
            Assert.True(toPeer.ExitCode == 0, $"{option} to storescp: {toPeer.Errors}");
            string stored = Directory.EnumerateFiles(peer.Folder).Single();
            sent++;
            if (!combined || syntax != Uncompressed)
            {
                // Of several uncompressed encodings in one context, storescp and we may choose different ones.
                expected.Add(Part10.DataSetDigest(stored));
            }

            File.Delete(stored);
            if (toUs.ExitCode != 0)
            {
                troubles.Add($"{option}: {toUs.Errors}");
            }
        }

        Assert.True(troubles.Count == 0, string.Join('\n', troubles));
        IReadOnlySet<string> kept = new StoredObjects(bench.Appliance.Data).Digests();
        Assert.Equal(sent, kept.Count);
        Assert.Subset(kept.ToHashSet(), expected);
    }
}
