using System.CommandLine;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Result;

/// <summary><c>edgectl result show ID</c>: a result with its lineage and timings.</summary>
internal static class ResultShow
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "Identity of the result." };
        return ApplianceVerb.Single(
            new Command("show", "Shows a result with what it was made from and by.") { id },
            (appliance, parsed, cancellation) => appliance.GetAsync(
                $"v1/results/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", EdgeJson.Default.ResultDocument, cancellation),
            EdgeJson.Default.ResultDocument,
            Write);
    }

    private static void Write(ResultDocument result)
    {
        Listing.WriteTable(["Item", "Value"], Rows(result));
        Listing.WriteTable(
            ["Object", "Kind", "SOP Instance UID", "Bytes", "SHA-256"],
            result.Objects.Select(one => (IReadOnlyList<string?>)[one.File, Cells.Object(one.Kind), one.SopInstanceUid, Cells.Number(one.SizeBytes), one.Sha256]));
        Listing.WriteTable(
            ["Input", "SHA-256"], result.Lineage.Inputs.Select(input => (IReadOnlyList<string?>)[input.SopInstanceUid, input.Sha256]));
    }

    private static IEnumerable<IReadOnlyList<string?>> Rows(ResultDocument result)
    {
        Lineage lineage = result.Lineage;
        yield return ["result", result.ResultId];
        yield return ["outcome", Cells.Outcome(result.Outcome)];
        yield return ["why", result.Reason];
        yield return ["findings", Finding.InWords(result.Findings)];
        yield return ["study", lineage.Unit.StudyInstanceUid];
        yield return [Cells.Kind(lineage.Unit.Kind), lineage.Unit.SopInstanceUid ?? lineage.Unit.SeriesInstanceUid];
        yield return ["revision", Cells.Number(lineage.Unit.Revision)];
        yield return ["replaces", lineage.Runtime.ReplacesResultId];
        yield return ["model", $"{lineage.Model.Name} {lineage.Model.Version}"];
        yield return ["model digest", lineage.Model.Digest];
        yield return ["route", lineage.Runtime.Route];
        yield return ["engine", lineage.Engine is { } engine ? $"{engine.Rung}, ONNX Runtime {engine.OnnxRuntimeVersion}, {engine.Threads} threads" : null];
        foreach (RefusedRung refused in lineage.Engine?.RefusedRungs ?? [])
        {
            yield return [$"not {refused.Rung}", refused.Reason];
        }

        yield return ["inference version", lineage.InferenceVersion];
        yield return ["runtime version", lineage.Runtime.RuntimeVersion];
        yield return ["configuration", lineage.Runtime.ConfigDigest];
        yield return ["device", $"{lineage.Runtime.Site}/{lineage.Runtime.Device}"];
        yield return ["load, preprocess, infer, postprocess, total", Timings(result.Timings)];
    }

    private static string Timings(StageTimings timings) => string.Create(
        CultureInfo.InvariantCulture,
        $"{timings.LoadMs:0.#}, {timings.PreprocessMs:0.#}, {timings.InferMs:0.#}, {timings.PostprocessMs:0.#}, {timings.TotalMs:0.#} ms");
}
