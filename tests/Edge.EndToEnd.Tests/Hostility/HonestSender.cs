using System.Diagnostics;

namespace Edge.EndToEnd.Tests;

/// <summary>An unchanged storescu that sends new objects, as a scanner would, while others misbehave.</summary>
internal static class HonestSender
{
    /// <summary>Sends new objects over one association, checks that each was acknowledged and is stored, and returns how many a second.</summary>
    public static async Task<double> SendAsync(Appliance appliance, string folder, int objects, CancellationToken cancellationToken)
    {
        List<string> paths = [];
        foreach ((int index, InstanceUids uids) in InstanceUids.NewStudy(objects).Index())
        {
            string path = Path.Combine(folder, uids.Instance + ".dcm");
            await File.WriteAllBytesAsync(path, Phantom.File(uids, PhantomKind.MrSlice, index), cancellationToken);
            paths.Add(path);
        }

        var clock = Stopwatch.StartNew();
        using var scanner = Scanner.Start(appliance.DicomPort, "HONEST", paths);
        Assert.Equal(objects, (await scanner.AcknowledgedAsync(cancellationToken)).Count);
        double rate = objects / clock.Elapsed.TotalSeconds;
        foreach (string path in paths)
        {
            File.Delete(path);
        }

        return rate;
    }
}
