using System.Text;

namespace Edge.Runtime.Store;

/// <summary>Adds lines to a text file that is read as lines.</summary>
internal static class DurableLines
{
    /// <summary>Appends lines, each with its end. On return they survive loss of power. A line that a crash cut off before does not take the next one with it.</summary>
    /// <param name="path">File; made where it is missing.</param>
    /// <param name="lines">What to append.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Append(string path, string lines)
    {
        bool isNew = !File.Exists(path);
        using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
        {
            if (file.Length > 0)
            {
                _ = file.Seek(-1, SeekOrigin.End);
                if (file.ReadByte() != '\n')
                {
                    file.WriteByte((byte)'\n');
                }
            }

            file.Write(Encoding.UTF8.GetBytes(lines));
        }

        DurableDirectory.SyncFile(path);
        if (isNew)
        {
            DurableDirectory.Sync(Path.GetDirectoryName(path)!);
        }
    }
}
