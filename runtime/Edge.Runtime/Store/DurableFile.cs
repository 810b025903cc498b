namespace Edge.Runtime.Store;

/// <summary>A small file that is replaced as a whole.</summary>
internal static class DurableFile
{
    /// <summary>Replaces it. On return it survives loss of power.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">What it holds then.</param>
    /// <param name="mode">Who may read and write it.</param>
    /// <exception cref="IOException">The disk failed; the file is as before.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode)
    {
        string next = path + ".next";
        File.Delete(next);
        using (var file = new FileStream(next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            // The mask of this process would keep the group out.
            File.SetUnixFileMode(file.SafeFileHandle, mode);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        DurableDirectory.Sync(Path.GetDirectoryName(path)!);
    }
}
