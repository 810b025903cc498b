using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Evaluate;

/// <summary>Compares the model's masks, the DICOM Segmentations beside results, with true ones.</summary>
/// <param name="truth">Names the true masks.</param>
/// <param name="seed">Seed of bootstrap intervals.</param>
internal sealed class SegmentComparison(TruthTable truth, ulong seed)
{
    private const int ProblemsMax = 100;

    /// <summary>Compares one segment; null when the truth names no mask of it.</summary>
    public SegmentEvaluation? Compare(string label, IReadOnlyList<EvaluatedUnit> units)
    {
        var compared = new List<SegmentUnit>();
        var problems = new List<string>();
        foreach (EvaluatedUnit unit in units)
        {
            if (truth.Mask(unit.Row, label) is not { } file)
            {
                continue;
            }

            try
            {
                ResultObject made = unit.Result.Document.Objects.FirstOrDefault(each => each.Kind == ResultObjectKind.Segmentation)
                    ?? throw new ApplianceException("the result has no DICOM Segmentation; the manifest's outputs.objects must ask for one");
                var mine = SegmentMask.Read(Path.Combine(unit.Result.Directory, made.File), label);
                var theirs = SegmentMask.Read(file, label);
                compared.Add(new SegmentUnit(unit.Result.Uid, mine.Dice(theirs), mine.Count * mine.VoxelMl, theirs.Count * theirs.VoxelMl));
            }
            catch (ApplianceException exception) when (problems.Count < ProblemsMax)
            {
                problems.Add($"{unit.Result.Uid}: {exception.Message}");
            }
        }

        if (compared.Count == 0 && problems.Count == 0)
        {
            return null;
        }

        double[] dice = [.. compared.Select(unit => unit.Dice).OfType<double>().Order()];
        return new SegmentEvaluation(
            label,
            Bootstrap.Mean(dice, seed),
            dice.Length == 0 ? null : Bootstrap.Quantile(dice, 0.5),
            Bootstrap.Mean([.. compared.Select(unit => unit.VolumeMl - unit.TrueVolumeMl)], seed),
            compared.Count - dice.Length,
            compared,
            problems);
    }
}
