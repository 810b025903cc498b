using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>docs/conformance.md says what the code does.</summary>
public sealed class ConformancePageTests
{
    [Fact]
    public void Page_TablesMadeAnew_AreThoseCommitted()
    {
        string page = File.ReadAllText(Find());
        Assert.True(ConformancePage.Refresh(page) == page, "Run: edgectl dicom conformance docs/conformance.md");
    }

    [Theory]
    [InlineData("<!-- table: none -->\n<!-- end -->")]
    [InlineData("<!-- table: cipher-suites -->\n")]
    [InlineData("<!-- end -->")]
    [InlineData("<!-- table: cipher-suites -->\n<!-- table: cipher-suites -->\n<!-- end -->")]
    public void Refresh_TableThatIsNone_Throws(string page) => Assert.Throws<FormatException>(() => ConformancePage.Refresh(page));

    /// <summary>PS3.6 of 2024 lists Computed Tomography, and PS3.5 JPEG 2000: both are negotiated, and both must be stated.</summary>
    [Fact]
    public void Refresh_WhatIsNegotiated_IsStated()
    {
        string classes = ConformancePage.Refresh("<!-- table: storage-sop-classes -->\n<!-- end -->");
        Assert.Contains("| CT Image Storage | 1.2.840.10008.5.1.4.1.1.2 |", classes, StringComparison.Ordinal);
        string syntaxes = ConformancePage.Refresh("<!-- table: transfer-syntaxes -->\n<!-- end -->");
        Assert.Contains("1.2.840.10008.1.2.4.90 |", syntaxes, StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.840.10008.1.2.6.1", syntaxes, StringComparison.Ordinal);
    }

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string page = Path.Combine(at.FullName, "docs", "conformance.md");
            if (File.Exists(page))
            {
                return page;
            }
        }

        throw new InvalidOperationException("Run the tests from a checkout.");
    }
}
