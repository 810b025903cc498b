using Edge.Dicom.Tests.Network;

namespace Edge.Dicom.Tests.Codecs;

/// <summary>Every transfer syntax, depth, sign, colour and fragmentation that independent encoders make.</summary>
public sealed class PixelVariantTests
{
    private const int VariantsExpectedAtLeast = 500;

    [Fact]
    public async Task Read_WhatIndependentEncodersMade_GivesWhatWentIn()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<PixelVariant> variants = await PixelVariant.MakeAsync(folder);
        Assert.InRange(variants.Count, VariantsExpectedAtLeast, 10 * VariantsExpectedAtLeast);
        string[] different = [.. variants.Select(variant => variant.Difference()).OfType<string>()];
        Assert.True(different.Length == 0, $"{different.Length} of {variants.Count} differ:\n{string.Join('\n', different)}");
    }
}
