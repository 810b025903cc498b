namespace Edge.EndToEnd.Tests;

/// <summary>A file system of a few MiB, in memory or in a file, mounted for one test.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts it. Skips the test, by name, where this user may not mount.</summary>
    /// <param name="path">Where.</param>
    /// <param name="sizeMiB">How large.</param>
    /// <param name="isFile">True: ext4 in a file beside it, which allocates late and syncs for real; false: tmpfs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SmallDisk> MountAsync(string path, int sizeMiB, bool isFile, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        Outcome mounted = isFile
            ? await MountFileAsync(path, sizeMiB, cancellationToken)
            : await Tool.RunAsync("mount", "mount", ["-t", "tmpfs", "-o", $"size={sizeMiB}m", "edge-test", path], cancellationToken);
        Assert.SkipUnless(mounted.ExitCode == 0, $"This user may not mount: {mounted.Errors.Trim()}");
        return new SmallDisk(path);
    }

    /// <summary>Leaves only so many bytes free.</summary>
    /// <returns>A file; deleting it gives the space back.</returns>
    public string Fill(string name, long leaveBytes)
    {
        string filler = System.IO.Path.Combine(Path, name);
        using FileStream file = File.Create(filler);
        byte[] chunk = new byte[64 * 1024];
        while (new DriveInfo(Path).AvailableFreeSpace > leaveBytes + chunk.Length)
        {
            file.Write(chunk);
            file.Flush();
        }

        return filler;
    }

    public async ValueTask DisposeAsync() =>
        await Tool.RunAsync("umount", "mount", ["--lazy", Path], CancellationToken.None);

    private static async Task<Outcome> MountFileAsync(string path, int sizeMiB, CancellationToken cancellationToken)
    {
        string image = path + ".img";
        await using (FileStream file = File.Create(image))
        {
            file.SetLength((long)sizeMiB << 20);
        }

        Outcome made = await Tool.RunAsync("mkfs.ext4", "e2fsprogs", ["-q", "-F", "-m", "0", image], cancellationToken);
        return made.ExitCode != 0 ? made : await Tool.RunAsync("mount", "mount", ["-o", "loop", image, path], cancellationToken);
    }
}
