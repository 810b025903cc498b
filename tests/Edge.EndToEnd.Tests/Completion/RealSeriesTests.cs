using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>Series as scanners made them, sent by storescu, complete by the rules of their sender. The silence is set so long that no test could wait for it.</summary>
public sealed class RealSeriesTests
{
    private const string Rules =
        """{"quietSeconds":600,"releasedQuietSeconds":null,"settleSeconds":1,"counts":[],"stack":{"leastSlices":4,"tolerance":0.1}}""";

    private const string Releasing = """{"quietSeconds":600,"releasedQuietSeconds":1,"settleSeconds":1,"counts":[],"stack":null}""";

    private static readonly string[] Settings =
        ["studies.quietSeconds=2", $"studies.byCallingAe.STACKING={Rules}", $"studies.byCallingAe.RELEASING={Releasing}"];

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Slice distances by pydicom from Image Position (Patient).</summary>
    [Theory]
    [InlineData("ct-philips-head-14", "14 slices 5 mm apart without a gap, instance numbers 1 to 14")]
    [InlineData("mr-hfs-sag-16", "16 slices 4.8 mm apart without a gap, instance numbers 1 to 16")]
    [InlineData("mr-ihe-16", "16 slices 2 mm apart without a gap, instance numbers 1 to 16")]
    public async Task Stack_OfARealScanner_IsFoundWhole(string series, string reason)
    {
        string[] files = Files(series);
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), Settings, Cancellation);
        await SendAsync(appliance, "STACKING", files);
        Assert.EndsWith(reason, (await CompleteAsync(appliance, files.Length)).CompleteReason, StringComparison.Ordinal);
    }

    /// <summary>Numbers 7 to 10, and 10 mm where 5 mm should be: another sender's silence completes what the stack rule does not.</summary>
    [Fact]
    public async Task Stack_WithAMissingSlice_IsNotTakenForWhole()
    {
        string[] files = Files("ct-missing-slice-4");
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), Settings, Cancellation);
        await SendAsync(appliance, "STACKING", files[..^1]);
        await SendAsync(appliance, "SCANNER", files[^1..]);
        Assert.Equal("SCANNER sent nothing more for 2 s", (await CompleteAsync(appliance, files.Length)).CompleteReason);
    }

    /// <summary>The price of the stack rule: the beginning of a stack looks whole. The rest opens it again, and makes a revision.</summary>
    [Fact]
    public async Task Stack_SentWithAPauseLongerThanTheSettleTime_RunsAgainWhenTheRestCame()
    {
        string[] files = Files("ct-philips-head-14");
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), Settings, Cancellation);
        string[] inOrder = [.. files.OrderBy(file => int.Parse(Path.GetFileNameWithoutExtension(file).Where(char.IsAsciiDigit).ToArray(), System.Globalization.CultureInfo.InvariantCulture))];
        await SendAsync(appliance, "STACKING", inOrder[..6]);
        Assert.Contains("6 slices", (await CompleteAsync(appliance, 6)).CompleteReason, StringComparison.Ordinal);
        await SendAsync(appliance, "STACKING", inOrder[6..]);
        StudySummary whole = await CompleteAsync(appliance, 14);
        Assert.Contains("14 slices", whole.CompleteReason, StringComparison.Ordinal);
        UnitSummary unit = Assert.Single(await Trial.WaitAsync(appliance, whole.StudyInstanceUid, Cancellation, "done"));
        Assert.Equal(2, unit.Revision);
    }

    [Fact]
    public async Task Release_OfTheOnlyAssociation_CompletesAndIsShown()
    {
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), Cancellation);
        DemonstrationStudy ct = set.Study("ct");
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), Settings, Cancellation);
        await SendAsync(appliance, "RELEASING", ct.Files);
        const string Reason = "RELEASING released its association and sent nothing more for 1 s";
        Assert.Equal(Reason, (await CompleteAsync(appliance, ct.Files.Count)).CompleteReason);
        Assert.Contains(Reason, (await Trial.EdgectlAsync(appliance, Cancellation, "study", "show", ct.StudyUid)).Output, StringComparison.Ordinal);
    }

    private static string[] Files(string series)
    {
        Assert.SkipWhen(Checkout.SharedData is null, "no test material: ../shared/data is not beside the repository and EDGE_SHARED is not set");
        return [.. Directory.GetFiles(Path.Combine(Checkout.SharedData, "dicom", "series", series)).Order(StringComparer.Ordinal)];
    }

    private static async Task SendAsync(Appliance appliance, string callingAe, IReadOnlyCollection<string> files)
    {
        using var scanner = Scanner.Start(appliance.DicomPort, callingAe, files);
        Assert.Equal(files.Count, (await scanner.AcknowledgedAsync(Cancellation)).Count);
    }

    private static async Task<StudySummary> CompleteAsync(Appliance appliance, int objects)
    {
        StudySummary? study = null;
        await Poll.UntilAsync(
            async () =>
            {
                study = Assert.Single(await Trial.StudiesAsync(appliance, Cancellation));
                return study.CompleteReason is not null && study.Instances == objects ? null : $"{study.State} with {study.Instances} objects\n{appliance.LogTail()}";
            },
            Interval,
            Limit,
            Cancellation);
        return study!;
    }
}
