using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Infer;
using Edge.Ctl.Offline;

namespace Edge.Ctl.Evaluate;

/// <summary>Collects the results below a folder: of <c>edgectl infer</c>, or an appliance's <c>results/</c>.</summary>
internal static class ResultCollection
{
    private const int ResultCountMax = 1_000_000;
    private const long ResultBytesMax = 64 * 1024 * 1024;
    private const long NoteBytesMax = 1024 * 1024;

    /// <summary>Reads every result of one model; of a unit with several revisions the latest.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="digest">Digest of the model, or how it begins; null: there must be one only.</param>
    /// <exception cref="ApplianceException">There are none, or of several models, or one cannot be read.</exception>
    public static IReadOnlyList<CollectedResult> Read(string folder, string? digest)
    {
        if (!Directory.Exists(folder))
        {
            throw new ApplianceException($"{folder} is no folder of results. edgectl infer makes one.");
        }

        CollectedResult[] all =
        [
            .. Directory.EnumerateFiles(folder, ResultDocument.FileName, SearchOption.AllDirectories)
                .Where(file => !file.Contains("/.scratch/", StringComparison.Ordinal))
                .Take(ResultCountMax)
                .Order(StringComparer.Ordinal)
                .Select(ReadOne)
                .Where(result => digest is null || result.Document.Lineage.Model.Digest.StartsWith(digest, StringComparison.OrdinalIgnoreCase)),
        ];
        ModelIdentity[] models = [.. all.Select(result => result.Document.Lineage.Model).DistinctBy(model => model.Digest)];
        return models.Length switch
        {
            0 => throw new ApplianceException($"{folder} holds no result{(digest is null ? string.Empty : $" of a model with digest {digest}")}."),
            1 => [.. all.GroupBy(result => result.Document.Lineage.Unit with { Revision = 0 }).Select(Latest)],
            _ => throw new ApplianceException(
                $"{folder} holds results of {models.Length} models; choose one with --digest: {string.Join("; ", models.Select(model => $"{model.Name} {model.Version} {model.Digest}"))}."),
        };
    }

    private static CollectedResult Latest(IEnumerable<CollectedResult> revisions) => revisions.MaxBy(result => result.Document.Lineage.Unit.Revision)!;

    private static CollectedResult ReadOne(string file)
    {
        try
        {
            if (BoundedFile.Read(file, ResultBytesMax) is not { } json)
            {
                throw new ApplianceException($"{file} is larger than {ResultBytesMax} bytes, which no result is.");
            }

            ResultDocument document = JsonSerializer.Deserialize(json, EdgeJson.Default.ResultDocument) ?? throw new JsonException("It is null.");
            string directory = Path.GetDirectoryName(file)!;
            string note = Path.Combine(directory, UnitNote.FileName);
            UnitAttributes? attributes = File.Exists(note)
                ? JsonSerializer.Deserialize(BoundedFile.Require(note, NoteBytesMax), OfflineJson.Default.UnitNote)?.Attributes
                : null;
            return new CollectedResult(directory, document, attributes);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"{file} cannot be read: {exception.Message}", exception);
        }
    }
}
