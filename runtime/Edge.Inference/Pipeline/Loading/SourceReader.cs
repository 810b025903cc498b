using System.Security.Cryptography;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>Reads the inputs of a unit: hash of each file and all attributes but large values.</summary>
internal static class SourceReader
{
    /// <summary>Most instances in a unit.</summary>
    public const int InstanceCountMax = 20_000;

    /// <summary>Longer values stay in the file. A modality LUT has at most 128 KiB (PS3.3 C.11.1.1.1), most pixel data more.</summary>
    private const int ValueBytesMax = 192 * 1024;

    private static readonly DicomReadOptions Options = new() { MaxValueBytes = ValueBytesMax };

    /// <summary>Reads every instance, in the order given.</summary>
    /// <param name="unit">What to read.</param>
    /// <param name="instances">Receives the instances; those read before a stop stay.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <returns>Null, or why not.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static StageStop? Read(JobUnit unit, List<SourceInstance> instances, CancellationToken cancellationToken)
    {
        if (unit.Instances.Count is 0 or > InstanceCountMax)
        {
            return StageStop.Failed($"The unit has {unit.Instances.Count} instances; 1 to {InstanceCountMax} can be run. Send the series in parts.");
        }

        foreach (JobInstance instance in unit.Instances)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                instances.Add(Read(instance));
            }
            catch (DicomFormatException exception)
            {
                return StageStop.Failed($"Instance {instance.SopInstanceUid} is malformed: {exception.Message}. Send it again from where it was made.");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return StageStop.Unreadable(
                    $"Instance {instance.SopInstanceUid} cannot be read: {exception.Message} Check the disk, then have the study sent again.");
            }
        }

        return null;
    }

    private static SourceInstance Read(JobInstance instance)
    {
        using var stream = new FileStream(instance.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        return new SourceInstance(instance.SopInstanceUid, instance.Path, sha256, DicomFile.Open(stream, Options));
    }
}
