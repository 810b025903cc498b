using System.Globalization;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>A codec that crashes, in the real inference process: it costs the jobs that need it, and nothing else.</summary>
public sealed class CodecCrashTests
{
    [Fact]
    public async Task Inference_CodecSegfaults_CostsOnlyTheJobThatNeedsIt()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), cancellationToken);
        DemonstrationStudy ct = set.Study("ct");
        DemonstrationStudy radiograph = set.Study("radiograph");
        string compressed = folder.Sub("compressed");
        foreach (string file in ct.Files)
        {
            Outcome made = await Tool.RunAsync("dcmcjpls", "dcmtk", [file, Path.Combine(compressed, Path.GetFileName(file))], cancellationToken);
            Assert.True(made.ExitCode == 0, made.Errors);
        }

        string models = folder.Sub("models");
        CopyFolder(Path.Combine(Checkout.Root, "tools", "models", "releases"), models);
        string program = await WriteProgramAsync(folder, models, cancellationToken);
        string[] settings = [$"models.directory={models}", $"inference.program={program}", "studies.quietSeconds=0.5"];
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), settings, cancellationToken);

        string address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{appliance.DicomPort}");
        Outcome sent = await Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", ["dicom", "send", address, compressed], cancellationToken);
        Assert.True(sent.ExitCode == 0, sent.Errors);
        await Trial.SendAsync(appliance, radiograph.Files, cancellationToken);

        UnitSummary quarantined = Assert.Single(await Trial.WaitAsync(appliance, ct.StudyUid, cancellationToken, "quarantined"));
        Assert.Contains("signal 11 (SIGSEGV) in stage load", quarantined.Reason, StringComparison.Ordinal);
        UnitSummary done = Assert.Single(await Trial.WaitAsync(appliance, radiograph.StudyUid, cancellationToken, "done"));
        ResultSummary result = (await Trial.ResultsAsync(appliance, cancellationToken)).Single(each => each.ResultId == done.ResultId);
        radiograph.AssertFindings(result.Findings);
    }

    [Fact]
    public async Task DicomPixels_CodecSegfaults_IsOneClearError()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        DemonstrationSet set = await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), cancellationToken);
        string image = Path.Combine(folder.Path, "image.dcm");
        Outcome made = await Tool.RunAsync("dcmcjpls", "dcmtk", [set.Study("ct").Files[0], image], cancellationToken);
        Assert.True(made.ExitCode == 0, made.Errors);
        string broken = await BreakCodecAsync(folder.Path, cancellationToken);
        string raw = Path.Combine(folder.Path, "image.raw");
        string[] command = [$"LD_PRELOAD={broken}", Checkout.Program("edgectl"), "dicom", "pixels", image, "--out", raw];

        Outcome crashed = await Tool.RunAsync("env", "coreutils", command, cancellationToken);

        Assert.Equal(1, crashed.ExitCode);
        Assert.Equal("", crashed.Output);
        Assert.Equal($"edgectl: {image}: the codec crashed on its pixels (signal 11): the image is damaged. Nothing was written.\n", crashed.Errors);
        Assert.False(File.Exists(raw));
        Outcome sound = await Tool.RunAsync("env", "coreutils", command[1..], cancellationToken);
        Assert.True(sound.ExitCode == 0, sound.Errors);
        Assert.True(File.Exists(raw));
    }

    /// <summary>The real program with a JPEG-LS library whose decoding writes to address 0; it lies where the confined process may read.</summary>
    private static async Task<string> WriteProgramAsync(TemporaryFolder folder, string readable, CancellationToken cancellationToken)
    {
        string broken = await BreakCodecAsync(readable, cancellationToken);
        string path = Path.Combine(folder.Path, "edge-inference");
        await File.WriteAllTextAsync(path, $"#!/bin/sh\nLD_PRELOAD={broken} exec {Checkout.Program("edge-inference")} \"$@\"\n", cancellationToken);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task<string> BreakCodecAsync(string directory, CancellationToken cancellationToken)
    {
        Outcome found = await Tool.RunAsync("/bin/sh", "dash", ["-c", "/sbin/ldconfig -p | sed -n 's/.*libcharls.so.2 .*=> //p'"], cancellationToken);
        string library = found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[0];
        string broken = Path.Combine(directory, Path.GetFileName(library));
        string script = Path.Combine(Checkout.Root, "tests", "Edge.EndToEnd.Tests", "MainJob", "break_codec.py");
        Outcome made = await Tool.RunAsync("/usr/bin/python3", "python3", [script, library, broken, "charls_jpegls_decoder_decode_to_buffer"], cancellationToken);
        Assert.True(made.ExitCode == 0, made.Errors);
        return broken;
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
