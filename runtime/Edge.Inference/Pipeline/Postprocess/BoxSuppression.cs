namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Greedy non-maximum suppression, by torchvision's definition of nms and batched_nms.</summary>
internal static class BoxSuppression
{
    /// <summary>Candidates that are looked at, those of the highest scores; a detector that proposes more has no threshold worth the name.</summary>
    public const int CandidateCountMax = 30_000;

    /// <summary>Keeps boxes by falling score, of equal scores in the order of the outputs, and leaves out each that overlaps one kept before.</summary>
    /// <param name="candidates">The boxes; sorted in place.</param>
    /// <param name="iou">Overlap above which a box is left out.</param>
    /// <param name="perClass">True: only boxes of one class suppress each other.</param>
    /// <param name="countMax">Most boxes kept.</param>
    public static List<BoxCandidate> Keep(List<BoxCandidate> candidates, double iou, bool perClass, int countMax)
    {
        // OrderBy is stable, as torch's sort must be for ties to be settled.
        BoxCandidate[] sorted = [.. candidates.OrderByDescending(candidate => candidate.Score).Take(CandidateCountMax)];
        var kept = new List<BoxCandidate>();
        for (int index = 0; index < sorted.Length && kept.Count < countMax; index++)
        {
            bool suppressed = false;
            for (int before = 0; before < kept.Count && !suppressed; before++)
            {
                suppressed = (!perClass || kept[before].Class == sorted[index].Class) && kept[before].Overlap(sorted[index]) > iou;
            }

            if (!suppressed)
            {
                kept.Add(sorted[index]);
            }
        }

        return kept;
    }
}
