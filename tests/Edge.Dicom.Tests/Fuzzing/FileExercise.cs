using System.Text.Json;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>Does with a file all that the library can, and holds the outcomes against each other.</summary>
internal static class FileExercise
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 1000, AllowDuplicateProperties = false };

    /// <summary>Throws <see cref="DicomFormatException"/> for a malformed file, and then the dump must have written nothing.</summary>
    public static void Run(byte[] input)
    {
        _ = Prefix(input);
        bool isDumped = Dump(input);
        DicomFile opened;
        try
        {
            opened = DicomFile.Open(new MemoryStream(input));
        }
        catch (DicomFormatException)
        {
            Assert.False(isDumped, "refused, but dumped");
            throw;
        }

        Rewrite(opened);
        Interpret(opened.Dataset);
    }

    private static bool Prefix(byte[] input)
    {
        try
        {
            return DicomPrefix.Read(input, DicomTransferSyntax.ExplicitVRLittleEndian, DicomReadOptions.Header).IsComplete;
        }
        catch (DicomFormatException)
        {
            return false;
        }
    }

    private static bool Dump(byte[] input)
    {
        using var json = new MemoryStream();
        try
        {
            DicomJson.Write(new MemoryStream(input), json);
        }
        catch (DicomFormatException)
        {
            Assert.Equal(0, json.Length);
            return false;
        }

        using var parsed = JsonDocument.Parse(json.ToArray(), Strict);
        return true;
    }

    private static void Rewrite(DicomFile opened)
    {
        using var bytes = new MemoryStream();
        new DicomFile(opened.Dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(bytes);
        bytes.Position = 0;
        Assert.Equal(opened.Dataset.Count(IsKept), DicomFile.Open(bytes).Dataset.Count(IsKept));
    }

    /// <summary>Group lengths are not written, and group 0002 in a data set would be read as meta information.</summary>
    private static bool IsKept(DicomElement element) => element.Tag.Element != 0 && element.Tag.Group > DicomFileMeta.Group;

    private static void Interpret(DicomDataset dataset)
    {
        foreach (DicomElement element in dataset)
        {
            _ = dataset.GetStrings(element.Tag);
            _ = dataset.GetDoubles(element.Tag);
            _ = dataset.GetIntegers(element.Tag);
            _ = dataset.TryGetPersonName(element.Tag, out _);
            foreach (DicomDataset item in dataset.GetItems(element.Tag))
            {
                Interpret(item);
            }
        }
    }
}
