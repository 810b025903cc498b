using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

public sealed class UidTextTests
{
    [Theory]
    [InlineData("1.2.840.10008.1.1", true)]
    [InlineData("dccc9599087131742838cc1162a630fea87ba9bf61ac09bfda90d4adfa5ddaed", true)]
    [InlineData("", false)]
    [InlineData("1.2 3", false)]
    [InlineData("1.2\\1.3", false)]
    [InlineData("1.2?", false)]
    [InlineData("1.2\n", false)]
    [InlineData("11111111111111111111111111111111111111111111111111111111111111111", false)]
    public void IsStorable_Text_TrueForWhatNamesOneInstance(string uid, bool expected) => Assert.Equal(expected, UidText.IsStorable(uid));
}
