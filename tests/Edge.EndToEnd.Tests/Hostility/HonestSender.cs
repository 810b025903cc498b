using System.Diagnostics;

namespace Edge.EndToEnd.Tests;

/// <summary>An unchanged storescu that sends new objects, as a scanner would, while others misbehave.</summary>
internal static class HonestSender
{
    /// <summary>Sends new objects over one association, checks that each was acknowledged and is stored, and returns how many a second.</summary>
    /// <param name="appliance">To whom.</param>
    /// <param name="folder">For the objects.</param>
    /// <param name="objects">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="overTls">True: to the second listener, which speaks TLS.</param>
    public static async Task<double> SendAsync(Appliance appliance, string folder, int objects, CancellationToken cancellationToken, bool overTls = false)
    {
        List<string> paths = [];
        foreach ((int index, InstanceUids uids) in InstanceUids.NewStudy(objects).Index())
        {
            string path = Path.Combine(folder, uids.Instance + ".dcm");
            await File.WriteAllBytesAsync(path, Phantom.File(uids, PhantomKind.MrSlice, index), cancellationToken);
            paths.Add(path);
        }

        var clock = Stopwatch.StartNew();
        using var scanner = Scanner.Start(appliance.DicomPorts[overTls ? 1 : 0], "HONEST", overTls ? ["+tla", "-ic", .. paths] : paths);
        Assert.Equal(objects, (await scanner.AcknowledgedAsync(cancellationToken)).Count);
        double rate = objects / clock.Elapsed.TotalSeconds;
        foreach (string path in paths)
        {
            File.Delete(path);
        }

        return rate;
    }
}
