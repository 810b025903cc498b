using Edge.Dicom;

namespace Edge.Ctl.Infer;

/// <summary>Looks through a folder of studies: nested, mixed, with files of any kind between.</summary>
internal sealed class StudyFolder
{
    /// <summary>Most files looked at.</summary>
    private const int FileCountMax = 2_000_000;

    private const int ValueBytesMax = 64 * 1024;
    private const int PreambleBytes = 128;

    private static readonly DicomReadOptions Options = DicomReadOptions.Header with
    {
        MaxValueBytes = ValueBytesMax,
        KeepTags = new HashSet<DicomTag>(UnitAttributes.Tags)
        {
            DicomTag.SpecificCharacterSet, DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID,
        },
    };

    private readonly string _root;
    private readonly string _leftOut;
    private readonly List<FolderInstance> _instances = [];
    private readonly List<SkippedFile> _skipped = [];

    private StudyFolder(string root, string leftOut)
    {
        _root = root;
        _leftOut = leftOut;
    }

    /// <summary>The instances, in the order of their paths.</summary>
    public IReadOnlyList<FolderInstance> Instances => _instances;

    /// <summary>What takes no part.</summary>
    public IReadOnlyList<SkippedFile> Skipped => _skipped;

    /// <summary>Reads the header of every file.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="leftOut">A folder that is not looked into: where results go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static StudyFolder Read(string root, string leftOut, CancellationToken cancellationToken)
    {
        var folder = new StudyFolder(root, leftOut);
        folder.Walk(new DirectoryInfo(root), cancellationToken);
        return folder;
    }

    private void Walk(DirectoryInfo directory, CancellationToken cancellationToken)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = directory.GetFileSystemInfos();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Skip(directory.FullName, unreadable.Message, isTrouble: true);
            return;
        }

        foreach (FileSystemInfo entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry is DirectoryInfo below)
            {
                if (below.LinkTarget is not null)
                {
                    // It may lead back to where we are.
                    Skip(below.FullName, "It is a link to a folder, which is not followed. Name that folder itself.", isTrouble: false);
                }
                else if (below.FullName != _leftOut)
                {
                    Walk(below, cancellationToken);
                }
            }
            else if (_instances.Count + _skipped.Count >= FileCountMax)
            {
                Skip(entry.FullName, $"The folder has more than {FileCountMax} files. Run it in parts.", isTrouble: true);
                return;
            }
            else
            {
                Take(entry.FullName);
            }
        }
    }

    private void Take(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!file.CanSeek)
            {
                Skip(path, "It is a pipe or a device.", isTrouble: false);
                return;
            }

            DicomDataset dataset;
            try
            {
                dataset = DicomFile.Open(file, Options).Dataset;
            }
            catch (DicomFormatException malformed)
            {
                bool claims = ClaimsToBeDicom(file);
                Skip(path, claims ? $"It is malformed: {malformed.Message}" : "It is no DICOM file.", claims);
                return;
            }

            string? study = dataset.GetString(DicomTag.StudyInstanceUID);
            string? series = dataset.GetString(DicomTag.SeriesInstanceUID);
            string? instance = dataset.GetString(DicomTag.SOPInstanceUID);
            if (study is not { Length: > 0 } || series is not { Length: > 0 } || instance is not { Length: > 0 })
            {
                Skip(path, "It is no DICOM instance of a study: it lacks Study, Series or SOP Instance UID, as a DICOMDIR does.", isTrouble: false);
                return;
            }

            _instances.Add(new FolderInstance(path, Relative(path), study, series, instance, UnitAttributes.Of(dataset)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Skip(path, unreadable.Message, isTrouble: true);
        }
    }

    /// <summary>True for a file with preamble and prefix (PS3.10 7.1).</summary>
    private static bool ClaimsToBeDicom(FileStream file)
    {
        Span<byte> prefix = stackalloc byte[4];
        file.Position = PreambleBytes;
        return file.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) == prefix.Length && prefix.SequenceEqual("DICM"u8);
    }

    private void Skip(string path, string reason, bool isTrouble) => _skipped.Add(new SkippedFile(Relative(path), reason, isTrouble));

    private string Relative(string path) => Path.GetRelativePath(_root, path);
}
