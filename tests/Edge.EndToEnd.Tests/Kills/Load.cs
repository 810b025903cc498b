namespace Edge.EndToEnd.Tests;

/// <summary>What the four senders of one run send: files on disk, with the digest of the data set that must be found again.</summary>
/// <param name="Senders">For each sender the paths it sends, in order.</param>
/// <param name="DigestOf">SHA-256 of each file's data set, by path.</param>
/// <param name="StudyUids">The study of each sender.</param>
internal sealed record Load(IReadOnlyList<IReadOnlyList<string>> Senders, IReadOnlyDictionary<string, string> DigestOf, IReadOnlyList<string> StudyUids)
{
    private static readonly (PhantomKind Kind, int Count)[] Studies =
        [(PhantomKind.Radiograph, 3), (PhantomKind.CtSlice, 10), (PhantomKind.MrSlice, 20), (PhantomKind.UltrasoundLoop, 3)];

    /// <summary>Makes one study for each sender.</summary>
    public static Load Make(string folder)
    {
        List<IReadOnlyList<string>> senders = [];
        Dictionary<string, string> digests = [];
        List<string> studies = [];
        foreach ((PhantomKind kind, int count) in Studies)
        {
            List<string> paths = [];
            IReadOnlyList<InstanceUids> study = InstanceUids.NewStudy(count);
            studies.Add(study[0].Study);
            foreach ((int index, InstanceUids uids) in study.Index())
            {
                string path = Path.Combine(folder, uids.Instance + ".dcm");
                File.WriteAllBytes(path, Phantom.File(uids, kind, index));
                digests[path] = Part10.DataSetDigest(path);
                paths.Add(path);
            }

            senders.Add(paths);
        }

        return new Load(senders, digests, studies);
    }

    /// <summary>Removes the files; the digests stay.</summary>
    public void Delete()
    {
        foreach (string path in DigestOf.Keys)
        {
            File.Delete(path);
        }
    }
}
