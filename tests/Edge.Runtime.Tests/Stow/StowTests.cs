using System.Xml.Linq;
using Edge.Dicom;
using Edge.Runtime.Tests.Inbox;

namespace Edge.Runtime.Tests.Stow;

/// <summary>The Store transaction of PS3.18 10.5, with the answers of Table 10.5.3-1 and annex I.</summary>
public sealed class StowTests
{
    private const string Failed = "00081198";
    private const string Stored = "00081199";
    private const string OtherFailures = "0008119A";
    private const string FailureReason = "00081197";
    private const string WarningReason = "00081196";
    private const string Instance = "00081155";

    [Fact]
    public async Task Store_TwoObjects_KeepsBothAndNamesThem()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.File(Objects.Ct("1.1")), StowBench.File(Objects.Ct("1.2")));
        Assert.Equal(200, answer.Status);
        Assert.Equal("application/dicom+json", answer.MediaType);
        Assert.Equal(["1.1", "1.2"], answer.Items(Stored, Instance));
        Assert.Equal([Objects.CtImage, Objects.CtImage], answer.Items(Stored, "00081150"));
        Assert.Empty(answer.Items(Failed, Instance));
        Assert.Equal(["1.1 from SENDER", "1.2 from SENDER"], bench.Stored());
        Assert.Empty(bench.Parts());
    }

    [Fact]
    public async Task Store_IntoItsStudy_IsStored()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        Assert.Equal(200, (await bench.SendAsync(StowBench.Body(StowBench.File(Objects.Ct("1.1", study: "1.2.1"))), "/dicom-web/studies/1.2.1")).Status);
    }

    [Fact]
    public async Task Store_IntoAnotherStudy_IsRefused()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.Body(StowBench.File(Objects.Ct("1.1", study: "1.2.1"))), "/dicom-web/studies/1.2.2");
        Assert.Equal(409, answer.Status);
        Assert.Equal(["43265"], answer.Items(Failed, FailureReason));
        Assert.Empty(bench.Stored());
        Assert.Empty(bench.Parts());
    }

    [Fact]
    public async Task Store_StudyInThePathIsNoUid_IsBadRequest()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        Assert.Equal(400, (await bench.SendAsync(StowBench.Body(StowBench.File(Objects.Ct("1.1"))), "/dicom-web/studies/..%2Fetc")).Status);
    }

    [Fact]
    public async Task Store_OneOfThreeIsNoDicom_KeepsTheOthers()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.File(Objects.Ct("1.1")), new byte[5000], StowBench.File(Objects.Ct("1.2")));
        Assert.Equal(202, answer.Status);
        Assert.Equal(["1.1", "1.2"], answer.Items(Stored, Instance));
        Assert.Equal(["49152"], answer.Items(OtherFailures, FailureReason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(140)]
    [InlineData(200)]
    public async Task Store_PartEndsBeforeItsDataSet_IsNotUnderstood(int length)
    {
        await using StowBench bench = await new StowBench().StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.File(Objects.Ct("1.1"))[..length]);
        Assert.Equal(409, answer.Status);
        Assert.Equal(["49152"], answer.Items(OtherFailures, FailureReason));
        Assert.Empty(bench.Parts());
    }

    [Fact]
    public async Task Store_DataSetIsGarbage_IsNotUnderstood()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        byte[] file = StowBench.File(Objects.Ct("1.1"));
        int start = file.AsSpan(132).IndexOf((ReadOnlySpan<byte>)[0x08, 0x00, 0x16, 0x00]) + 132;
        Array.Fill(file, (byte)0xFF, start, 64);
        StowAnswer answer = await bench.SendAsync(file);
        Assert.Equal(409, answer.Status);
        Assert.Equal(["49152"], answer.Items(Failed, FailureReason));
        Assert.Empty(bench.Stored());
    }

    /// <summary>A900: nobody could say which object was stored.</summary>
    [Fact]
    public async Task Store_MetaInformationNamesAnotherObject_IsRefused()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        byte[] file = StowBench.File(Objects.Ct("1.2.345"));
        int meta = file.AsSpan().IndexOf("1.2.345"u8);
        file[meta + 6] = (byte)'9';
        StowAnswer answer = await bench.SendAsync(file);
        Assert.Equal(409, answer.Status);
        Assert.Equal(["43264"], answer.Items(Failed, FailureReason));
    }

    [Fact]
    public async Task Store_TransferSyntaxNobodyKnows_IsRefused()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        byte[] file = StowBench.File(Objects.Ct("1.1"));
        int syntax = file.AsSpan().IndexOf("1.2.840.10008.1.2.1"u8);
        file[syntax + 18] = (byte)'9';
        Assert.Equal(["49442"], (await bench.SendAsync(file)).Items(Failed, FailureReason));
    }

    [Fact]
    public async Task Store_SopClassNobodyKnows_IsRefusedWhereConfigured()
    {
        await using StowBench bench = await new StowBench("dicom.acceptUnknownSopClasses=false").StartAsync();
        DicomDataset dataset = Objects.Ct("1.1");
        dataset.Set(DicomTag.SOPClassUID, "1.2.3.4");
        Assert.Equal(["290"], (await bench.SendAsync(StowBench.File(dataset))).Items(Failed, FailureReason));
    }

    [Fact]
    public async Task Store_ObjectTooLarge_IsRefusedAndTheNextIsKept()
    {
        await using StowBench bench = await new StowBench("dicom.maxObjectMiB=1", "web.stow.maxRequestMiB=8").StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.File(Objects.Ct("1.1", pixelBytes: 2 << 20)), StowBench.File(Objects.Ct("1.2")));
        Assert.Equal(202, answer.Status);
        Assert.Equal(["42752"], answer.Items(Failed, FailureReason));
        Assert.Equal(["1.2 from SENDER"], bench.Stored());
        Assert.Empty(bench.Parts());
    }

    [Fact]
    public async Task Store_TheSameAgain_KeepsOne()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        byte[] file = StowBench.File(Objects.Ct("1.1"));
        Assert.Equal(200, (await bench.SendAsync(file, file)).Status);
        Assert.Equal(200, (await bench.SendAsync(file)).Status);
        Assert.Equal(["1.1 from SENDER"], bench.Stored());
    }

    [Fact]
    public async Task Store_OtherContentUnderOneUid_IsKeptWithAWarning()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        await bench.SendAsync(StowBench.File(Objects.Ct("1.1")));
        StowAnswer answer = await bench.SendAsync(StowBench.File(Objects.Ct("1.1", pixelBytes: 2048)));
        Assert.Equal(202, answer.Status);
        Assert.Equal(["45329"], answer.Items(Stored, WarningReason));
        Assert.Equal(["1.1 from SENDER", "1.1 from SENDER"], bench.Stored());
    }

    /// <summary>B007: PS3.3 asks for a Study Instance UID.</summary>
    [Fact]
    public async Task Store_WithoutStudy_IsKeptWithAWarning()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.File(Objects.Ct("1.1", study: null)));
        Assert.Equal(202, answer.Status);
        Assert.Equal(["45063"], answer.Items(Stored, WarningReason));
    }

    [Fact]
    public async Task Store_DiskBelowItsReserve_IsUnavailableBeforeTheBody()
    {
        await using StowBench bench = await new StowBench("inbox.minFreeMiB=16000000").StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.File(Objects.Ct("1.1")));
        Assert.Equal(503, answer.Status);
        Assert.Equal(TimeSpan.FromSeconds(60), answer.RetryAfter);
    }

    [Theory]
    [InlineData(null, "application/dicom+json")]
    [InlineData("*/*", "application/dicom+json")]
    [InlineData("application/json", "application/dicom+json")]
    [InlineData("application/dicom+xml", "application/dicom+xml")]
    [InlineData("application/dicom+json;q=0.5, application/dicom+xml", "application/dicom+xml")]
    [InlineData("text/html, application/dicom+json;q=0.1", "application/dicom+json")]
    public async Task Store_AcceptedFormat_IsAnswered(string? accept, string mediaType)
    {
        await using StowBench bench = await new StowBench().StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.Body(StowBench.File(Objects.Ct("1.1"))), accept: accept);
        Assert.Equal((200, mediaType), (answer.Status, answer.MediaType));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/dicom+json;q=0")]
    [InlineData("multipart/related; type=\"application/dicom\"")]
    public async Task Store_NoFormatThatIsAccepted_IsNotAcceptable(string accept)
    {
        await using StowBench bench = await new StowBench().StartAsync();
        Assert.Equal(406, (await bench.SendAsync(StowBench.Body(StowBench.File(Objects.Ct("1.1"))), accept: accept)).Status);
        Assert.Empty(bench.Stored());
    }

    [Fact]
    public async Task Store_AskedForXml_AnswersTheNativeModel()
    {
        await using StowBench bench = await new StowBench().StartAsync();
        StowAnswer answer = await bench.SendAsync(StowBench.Body(StowBench.File(Objects.Ct("1.1"))), "/dicom-web/studies?accept=application/dicom%2Bxml");
        XNamespace model = "http://dicom.nema.org/PS3.19/models/NativeDICOM";
        XElement sequence = XDocument.Parse(answer.Text).Root!.Elements(model + "DicomAttribute").Single(element => (string?)element.Attribute("tag") == Stored);
        XElement instance = sequence.Element(model + "Item")!.Elements(model + "DicomAttribute").Single(element => (string?)element.Attribute("tag") == Instance);
        Assert.Equal("ReferencedSOPInstanceUID", (string?)instance.Attribute("keyword"));
        Assert.Equal("1.1", (string?)instance.Element(model + "Value"));
    }

    [Theory]
    [InlineData("application/dicom", 415)]
    [InlineData("multipart/form-data; boundary=a-boundary", 415)]
    [InlineData("multipart/related; type=\"application/dicom+json\"; boundary=a-boundary", 415)]
    [InlineData("multipart/related; boundary=a-boundary", 415)]
    [InlineData("multipart/related; type=\"application/dicom\"", 400)]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=\"\"", 400)]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=0123456789012345678901234567890123456789012345678901234567890123456789012", 400)]
    [InlineData("multipart/related; type=application/dicom; boundary=\"a-boundary\"", 200)]
    public async Task Store_ContentType_IsLookedAtFirst(string contentType, int status)
    {
        await using StowBench bench = await new StowBench().StartAsync();
        byte[] body = await StowBench.Body(StowBench.File(Objects.Ct("1.1"))).ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, (await bench.SendAsync(StowBench.Raw(body, contentType))).Status);
    }
}
