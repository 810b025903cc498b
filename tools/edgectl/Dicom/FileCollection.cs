using Edge.Dicom;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary>Finds what to send: files as named, folders with everything below them in order of path.</summary>
internal static class FileCollection
{
    /// <summary>Reads the front of every file. What cannot be sent is told to <paramref name="tell"/> instead.</summary>
    public static List<StorableFile> Read(IEnumerable<string> paths, Action<SendOutcome> tell)
    {
        var files = new List<StorableFile>();
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (string found in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                {
                    Add(found, isNamed: false, files, tell);
                }
            }
            else
            {
                Add(path, isNamed: true, files, tell);
            }
        }

        return files;
    }

    /// <summary>A file that is no DICOM was a mistake if it was named, and is common enough in a folder.</summary>
    private static void Add(string path, bool isNamed, List<StorableFile> files, Action<SendOutcome> tell)
    {
        try
        {
            files.Add(StorableFile.Read(path));
        }
        catch (DicomFormatException malformed)
        {
            tell(new SendOutcome(path, isNamed ? SendKind.Failed : SendKind.Skipped, malformed.Message));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            tell(new SendOutcome(path, SendKind.Failed, unreadable.Message));
        }
    }
}
