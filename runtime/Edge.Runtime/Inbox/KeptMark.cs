using System.Globalization;
using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>
/// An operator's choice of an object, beside its file as <c>ID.keep</c>, so that it survives the loss of the index: one line, <c>kept-at=TIME by=USER</c>.
/// Of several under one SOP Instance UID the latest counts.
/// </summary>
internal static class KeptMark
{
    /// <summary>Ends the name of a mark.</summary>
    public const string Suffix = ".keep";

    private const string TimeKey = "kept-at=";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Path of an object's mark.</summary>
    public static string PathOf(string objectPath) => Path.ChangeExtension(objectPath, Suffix);

    /// <summary>Marks an object. On return the mark survives loss of power.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Write(string objectPath, DateTimeOffset at, string user)
    {
        string mark = PathOf(objectPath);
        string part = mark + PartFile.Suffix;
        File.WriteAllText(part, $"{TimeKey}{at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)} by={user}\n");
        DurableDirectory.SyncFile(part);
        File.Move(part, mark, overwrite: true);
        DurableDirectory.Sync(Path.GetDirectoryName(mark)!);
    }

    /// <summary>Removes an object's mark; nothing happens where there is none.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Remove(string objectPath)
    {
        string mark = PathOf(objectPath);
        if (File.Exists(mark))
        {
            File.Delete(mark);
            DurableDirectory.Sync(Path.GetDirectoryName(mark)!);
        }
    }

    /// <summary>When an object was chosen; null when it was not.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static DateTimeOffset? Read(string objectPath)
    {
        string mark = PathOf(objectPath);
        if (!File.Exists(mark))
        {
            return null;
        }

        string text = File.ReadAllText(mark);
        string time = text.StartsWith(TimeKey, StringComparison.Ordinal) ? text[TimeKey.Length..].Split(' ')[0] : "";

        // A mark that is damaged still says that somebody chose.
        return DateTimeOffset.TryParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? at
            : DateTimeOffset.MinValue;
    }
}
