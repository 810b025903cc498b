using System.Buffers;
using System.Security.Cryptography;
using Edge.Releases.ModelSigning;
using Edge.Releases.Storage;

namespace Edge.Releases.Repository;

/// <summary>Takes the files of a release into a repository, each under its hash.</summary>
internal static class ReleaseIntake
{
    private const int BufferSizeBytes = 128 * 1024;

    /// <summary>Copies every file, hashing what is copied. On return the copies are durable; none is named by metadata yet.</summary>
    /// <exception cref="TrustException">The folder holds something that is no regular file, or a name that is not safe.</exception>
    public static IReadOnlyList<IntakeFile> CopyInto(RepositoryFolder folder, string directory, string prefix)
    {
        try
        {
            (IReadOnlyList<string> files, IReadOnlyList<string> strange) = ModelFiles.List(directory, new HashSet<string>());
            string[] refused = [.. strange, .. files.Where(file => !ModelFiles.IsSafe(file))];
            return refused.Length == 0
                ? [.. files.Select(file => Copy(folder, Path.Combine(directory, file), prefix + file))]
                : throw new TrustException(TrustFailure.WrongFiles, $"'{directory}' holds what cannot be released: {string.Join(", ", refused)}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrustException(TrustFailure.Store, $"'{directory}' cannot be copied: {exception.Message}", exception);
        }
    }

    private static IntakeFile Copy(RepositoryFolder folder, string from, string path)
    {
        string temporary = folder.TargetFile(path, "part");
        string target = Path.GetDirectoryName(temporary)!;
        Directory.CreateDirectory(target);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSizeBytes);
        try
        {
            using FileStream input = RegularFile.Open(from);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long size = 0;
            using (var output = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                for (int count = input.Read(buffer); count > 0; count = input.Read(buffer))
                {
                    hash.AppendData(buffer, 0, count);
                    output.Write(buffer, 0, count);
                    size += count;
                }

                output.Flush(flushToDisk: true);
            }

            string sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            DurableFile.Move(temporary, folder.TargetFile(path, sha256));
            return new IntakeFile(path, size, sha256);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            File.Delete(temporary);
        }
    }
}
