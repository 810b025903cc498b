using System.CommandLine;
using Edge.Dicom;

namespace Edge.Ctl.Dicom;

/// <summary><c>edgectl dicom dump FILE [--json]</c>: what a file holds. Memory stays bounded whatever the file claims.</summary>
internal static class DicomDump
{
    private const int OutputBufferBytes = 32 * 1024;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A DICOM file, with or without preamble or meta information." };
        var json = new Option<bool>("--json") { Description = "Write the DICOM JSON Model (PS3.18 annex F), values inline." };
        var command = new Command("dump", "Show the elements of a DICOM file.") { file, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool json)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!file.CanSeek)
            {
                Console.Error.WriteLine($"edgectl: {path} is a pipe or a device, which cannot be read twice; copy it to a file first.");
                return 1;
            }

            using var output = new BufferedStream(Console.OpenStandardOutput(), OutputBufferBytes);
            if (json)
            {
                DicomJson.Write(file, output);
            }
            else
            {
                using var text = new StreamWriter(output);
                new DicomListing(new DicomFileReader(file, DicomReadOptions.Default), text).Write();
            }

            return 0;
        }
        catch (DicomFormatException malformed)
        {
            Console.Error.WriteLine($"edgectl: {path} is malformed: {malformed.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"edgectl: {unreadable.Message}");
        }

        return 1;
    }
}
