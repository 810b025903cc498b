using Edge.Dicom.Network;
using Edge.Runtime.Outbox;

namespace Edge.Runtime.Tests.Outbox;

/// <summary>Statuses of PS3.4 Table B.2-1 and PS3.7 Annex C.</summary>
public sealed class StoreVerdictTests
{
    [Theory]
    [InlineData(0x0000, "Taken")]
    [InlineData(0xB000, "Taken")]
    [InlineData(0xB007, "Taken")]
    [InlineData(0x0107, "Taken")]
    [InlineData(0x0116, "Taken")]
    [InlineData(0x0111, "Taken")]
    [InlineData(0xA700, "Busy")]
    [InlineData(0xA7FF, "Busy")]
    [InlineData(0x0213, "Busy")]
    [InlineData(0x0110, "MayPass")]
    [InlineData(0xC000, "MayPass")]
    [InlineData(0xCFFF, "MayPass")]
    [InlineData(0xFE00, "MayPass")]
    [InlineData(0xA900, "Refused")]
    [InlineData(0x0117, "Refused")]
    [InlineData(0x0122, "Refused")]
    [InlineData(0x0124, "Refused")]
    [InlineData(0x0211, "Refused")]
    [InlineData(0x0212, "Refused")]
    public void Of_EachClass_IsTriedAgainAsItDemands(int status, string verdict) =>
        Assert.Equal(verdict, StoreVerdicts.Of(new DicomStatus((ushort)status)).ToString());
}
