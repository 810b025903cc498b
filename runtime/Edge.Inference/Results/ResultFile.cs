using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Confinement;

namespace Edge.Inference.Results;

/// <summary>Writes a job's <c>result.json</c>.</summary>
internal static class ResultFile
{
    /// <summary>Writes the document; on return file and directory entry survive loss of power.</summary>
    /// <param name="directory">The job's scratch directory.</param>
    /// <param name="document">What to write.</param>
    /// <exception cref="IOException">It cannot be written, for example because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string directory, ResultDocument document)
    {
        string path = Path.Combine(directory, ResultDocument.FileName);
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(document, EdgeJson.Default.ResultDocument));
            file.Flush(flushToDisk: true);
        }

        DurableFile.Sync(directory);
    }
}
