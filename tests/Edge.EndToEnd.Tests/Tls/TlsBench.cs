using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>An appliance that speaks plain DICOM on its first port, TLS with certificates required on the second, and TLS without on the third.</summary>
internal sealed class TlsBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private TlsBench(TemporaryFolder folder, OpensslAuthority authority, TlsFiles server, TlsFiles client, Appliance appliance)
    {
        _folder = folder;
        Authority = authority;
        Server = server;
        Client = client;
        Appliance = appliance;
    }

    public OpensslAuthority Authority { get; }

    public TlsFiles Server { get; }

    public TlsFiles Client { get; }

    public Appliance Appliance { get; }

    public int PlainPort => Appliance.DicomPorts[0];

    public int MutualPort => Appliance.DicomPorts[1];

    public int OpenPort => Appliance.DicomPorts[2];

    public static async Task<TlsBench> StartAsync(CancellationToken cancellationToken, params string[] overrides)
    {
        var folder = new TemporaryFolder();
        try
        {
            OpensslAuthority authority = await OpensslAuthority.MakeAsync(folder.Sub("tls"), cancellationToken);
            TlsFiles server = await authority.IssueAsync("edge", "serverAuth", 90, cancellationToken);
            TlsFiles client = await authority.IssueAsync("scanner", "clientAuth,serverAuth", 90, cancellationToken);
            Appliance appliance = await Appliance.StartAsync(
                Path.Combine(folder.Path, "data"),
                ["routes=[]", server.Listener(1, "required"), server.Listener(2, "none"), .. overrides],
                cancellationToken);
            return new TlsBench(folder, authority, server, client, appliance);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A folder of its own.</summary>
    public string Sub(string name) => _folder.Sub(name);

    /// <summary>Runs one of DCMTK's programs against a port of the appliance.</summary>
    public static Task<Outcome> DcmtkAsync(string program, IEnumerable<string> options, int port, CancellationToken cancellationToken, params string[] files) =>
        Tool.RunAsync(program, "dcmtk", [.. options, "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), .. files], cancellationToken);

    /// <summary>Makes CT slices in a folder, and returns the digests of their data sets.</summary>
    public static string[] WriteSlices(string folder, int count)
    {
        IReadOnlyList<InstanceUids> uids = InstanceUids.NewStudy(count);
        for (int index = 0; index < count; index++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{index:D4}.dcm"), Phantom.File(uids[index], PhantomKind.CtSlice, index));
        }

        return [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(Part10.DataSetDigest)];
    }

    public async ValueTask DisposeAsync()
    {
        await Appliance.DisposeAsync();
        _folder.Dispose();
    }
}
