using Edge.Inference.Results;

namespace Edge.Inference.Tests.Results;

public sealed class DisplayColourTests
{
    // L*, a*, b* against D50 of the corners of sRGB, as published for ICC profiles of sRGB.
    [Theory]
    [InlineData(255, 255, 255, 100.0, 0.0, 0.0)]
    [InlineData(0, 0, 0, 0.0, 0.0, 0.0)]
    [InlineData(255, 0, 0, 54.29, 80.81, 69.89)]
    [InlineData(0, 255, 0, 87.82, -79.29, 80.99)]
    [InlineData(0, 0, 255, 29.57, 68.30, -112.03)]
    public void ToCieLab_OfACorner_IsThePublishedValue(byte red, byte green, byte blue, double lightness, double a, double b)
    {
        long[] stored = new DisplayColour(red, green, blue).ToCieLab();

        Assert.Equal(lightness, stored[0] * 100 / 65535.0, 0.05);
        Assert.Equal(a, (stored[1] * 255 / 65535.0) - 128, 0.05);
        Assert.Equal(b, (stored[2] * 255 / 65535.0) - 128, 0.05);
    }

    [Theory]
    [InlineData("#20C0FF", true)]
    [InlineData("20C0FF", false)]
    [InlineData("#20C0F", false)]
    [InlineData("#GGGGGG", false)]
    [InlineData("# 12345", false)]
    [InlineData(null, false)]
    public void TryParse_OnlySixHexadecimalDigits(string? text, bool valid) => Assert.Equal(valid, DisplayColour.TryParse(text, out _));
}
