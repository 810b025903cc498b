using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

public sealed class ContextNegotiatorTests
{
    private const string JpegLossless = "1.2.840.10008.1.2.4.70";
    private const string BigEndian = "1.2.840.10008.1.2.2";
    private const string StudyRootFind = "1.2.840.10008.5.1.4.1.2.2.1";

    [Fact]
    public void Answer_SeveralKnownSyntaxes_TakesTheSendersFirst() =>
        Assert.Equal(JpegLossless, Answer(Wire.CtImage, "1.2.3", JpegLossless, Wire.ExplicitLittle, Wire.ImplicitLittle).TransferSyntax);

    [Fact]
    public void Answer_BigEndianFirst_IsKeptAsTheSenderHoldsIt() =>
        Assert.Equal(BigEndian, Answer(Wire.CtImage, BigEndian, Wire.ImplicitLittle).TransferSyntax);

    [Fact]
    public void Answer_NoKnownSyntax_IsResult4() =>
        Assert.Equal(PresentationContextResult.TransferSyntaxesNotSupported, Answer(Wire.CtImage, "1.2.3", "1.2.4").Result);

    [Fact]
    public void Answer_EncodingOfDocuments_IsNoTransferSyntaxOfObjects() =>
        Assert.Equal(PresentationContextResult.TransferSyntaxesNotSupported, Answer(Wire.CtImage, "1.2.840.10008.1.2.6.2").Result);

    [Theory]
    [InlineData(StudyRootFind)]
    [InlineData("1.2.840.10008.1.20.1")]
    [InlineData("1.2.840.10008.1.3.10")]
    [InlineData("1.2.3.4.5")]
    [InlineData("")]
    public void Answer_NoStorageClass_IsResult3(string sopClass) =>
        Assert.Equal(PresentationContextResult.AbstractSyntaxNotSupported, Answer(sopClass, Wire.ImplicitLittle).Result);

    [Theory]
    [InlineData("1.2.3.4.5", true)]
    [InlineData("../../etc", false)]
    [InlineData(StudyRootFind, false)]
    public void Answer_UnknownClassesAllowed_TakesThoseThatTheStandardDoesNotList(string sopClass, bool isAccepted) => Assert.Equal(
        isAccepted,
        ContextNegotiator.Answer([new ProposedContext(1, sopClass, [Wire.ImplicitLittle])], acceptUnknownSopClasses: true)[0].IsAccepted);

    /// <summary>One of each corner of PS3.4 B.5 and PS3.6 Table A-1: presentation variants, trials, retired, other service classes.</summary>
    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.2")]
    [InlineData("1.2.840.10008.5.1.4.1.1.1.1.1")]
    [InlineData("1.2.840.10008.5.1.4.1.1.6")]
    [InlineData("1.2.840.10008.5.1.4.1.1.66.4")]
    [InlineData("1.2.840.10008.5.1.4.1.1.88.1")]
    [InlineData("1.2.840.10008.5.1.4.1.1.104.1")]
    [InlineData("1.2.840.10008.5.1.4.34.7")]
    [InlineData("1.2.840.10008.5.1.4.38.1")]
    [InlineData("1.2.840.10008.5.1.4.43.1")]
    [InlineData("1.2.840.10008.1.1")]
    public void Answer_StorageAndVerification_AreAccepted(string sopClass) =>
        Assert.True(Answer(sopClass, Wire.ImplicitLittle).IsAccepted);

    [Fact]
    public void Contains_EveryClassUnderTheStorageRoot_ExceptTheInventoryQueries()
    {
        // PS3.6: 1.2.840.10008.5.1.4.1.1.201.2 to .4 find, move and get inventories, .5 makes them; .200.4 to .6 query protocols.
        string[] notStored = [.. DicomUid.Entries
            .Where(entry => entry.Kind == "SOP Class" && entry.Uid.StartsWith("1.2.840.10008.5.1.4.1.1.", StringComparison.Ordinal))
            .Where(entry => !StorageSopClasses.Contains(entry.Uid))
            .Select(entry => entry.Name)];
        Assert.All(notStored, name => Assert.DoesNotContain("Storage", name, StringComparison.Ordinal));
        Assert.InRange(notStored.Length, 0, 40);
    }

    private static PresentationContext Answer(string sopClass, params string[] syntaxes) =>
        ContextNegotiator.Answer([new ProposedContext(1, sopClass, syntaxes)], acceptUnknownSopClasses: false)[0];
}
