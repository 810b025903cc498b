using System.Globalization;
using Edge.Contracts;

namespace Edge.Ctl.Infer;

/// <summary>Goes through the units of a folder, one after another, and says what came of each.</summary>
/// <param name="runner">Runs one.</param>
/// <param name="tally">Counts.</param>
/// <param name="limit">Most units run.</param>
/// <param name="retryFailed">True: a failed result from before counts as none.</param>
/// <param name="time">Measures.</param>
internal sealed class InferRun(UnitRunner runner, InferTally tally, int limit, bool retryFailed, TimeProvider time)
{
    /// <summary>Runs them.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; units that are done stay done.</exception>
    public async Task RunAsync(IReadOnlyList<FolderUnit> units, CancellationToken cancellationToken)
    {
        int ran = 0;
        for (int index = 0; index < units.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FolderUnit unit = units[index];
            string place = string.Create(CultureInfo.InvariantCulture, $"[{index + 1}/{units.Count}] {unit.Uid}");
            long start = time.GetTimestamp();
            if (unit.Held is not null || Identify(unit) is not { } content)
            {
                tally.Hold(unit.Held is null ? unit with { Held = "A file of it cannot be read. See to the file, then run again." } : unit);
                Say($"{place}: held");
                continue;
            }

            ResultDocument? before = runner.Find(unit, content);
            if (before is not null && !(retryFailed && before.Outcome == ResultOutcome.Failed))
            {
                tally.Add(unit, before, isFromBefore: true);
                continue;
            }

            if (ran >= limit)
            {
                continue;
            }

            ran++;
            ResultDocument result = await runner.RunAsync(unit, content, cancellationToken);
            tally.Add(unit, result, isFromBefore: false);
            string what = result.Outcome == ResultOutcome.Completed ? Finding.InWords(result.Findings) : $"{result.Outcome}: {result.Reason}";
            Say(string.Create(CultureInfo.InvariantCulture, $"{place}: {what} ({time.GetElapsedTime(start).TotalSeconds:0.0} s)"));
        }
    }

    private static string? Identify(FolderUnit unit)
    {
        try
        {
            return UnitRunner.Content(unit);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Say(string line) => Console.Error.WriteLine(line);
}
