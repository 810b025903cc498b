using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

public sealed class CommandSetTests
{
    [Fact]
    public void Read_StoreRequest_GivesItsFields()
    {
        CommandSet command = CommandSetReader.Read(Wire.StoreRequest(7));
        Assert.Equal((CommandField.StoreRequest, (ushort)7, true), (command.Field, command.MessageId!.Value, command.HasDataSet));
        Assert.Equal((Wire.CtImage, "1.2.3.4"), (command.AffectedSopClassUid, command.AffectedSopInstanceUid));
    }

    [Fact]
    public void Write_Response_IsWhatTheStandardLaysOut()
    {
        CommandSet response = CommandSetReader.Read(Wire.StoreRequest(7)).Respond(DicomStatus.OutOfResources, "full");
        byte[] written = new byte[CommandSetWriter.MaxBytes];
        int count = CommandSetWriter.Write(response, written);
        byte[] expected = Wire.CommandSet(
            (0x0002, Wire.Uid(Wire.CtImage)), (0x0100, Wire.Number(0x8001)), (0x0120, Wire.Number(7)), (0x0800, Wire.Number(0x0101)),
            (0x0900, Wire.Number(0xA700)), (0x0902, "full"u8.ToArray()), (0x1000, Wire.Uid("1.2.3.4")));
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(written.AsSpan(0, count)));
    }

    [Fact]
    public void Write_LongestFieldsThereCanBe_FitTheirBuffer()
    {
        var command = new CommandSet
        {
            Field = 0x8001,
            MessageId = 1,
            MessageIdBeingRespondedTo = 1,
            Priority = 0,
            Status = 1,
            HasDataSet = false,
            AffectedSopClassUid = new string('1', 70),
            AffectedSopInstanceUid = new string('1', 70),
            ErrorComment = new string('x', 100),
            MoveOriginatorAeTitle = new string('A', 20),
            MoveOriginatorMessageId = 1,
        };
        Assert.InRange(CommandSetWriter.Write(command, new byte[CommandSetWriter.MaxBytes]), 1, CommandSetWriter.MaxBytes);
    }

    [Fact]
    public void Read_ElementsItDoesNotKnow_ArePassedOver() =>
        Assert.Equal(1, CommandSetReader.Read(Wire.CommandSet(
            (0x0100, Wire.Number(0x30)), (0x0110, Wire.Number(1)), (0x0800, Wire.Number(0x0101)), (0x5010, [1, 2]))).MessageId!.Value);

    [Theory]
    [InlineData("group length too small", "0000000004000000060000000000000102000000300000001001020000000100000000080200000001010000")]
    [InlineData("cut in a header", "00000001")]
    [InlineData("length beyond the end", "0000000100000080")]
    [InlineData("other group", "0800160002000000312E")]
    [InlineData("field of four bytes", "000000010400000030000000")]
    public void Read_Malformed_IsRefused(string why, string hex) =>
        Assert.Throws<DimseFormatException>(() => CommandSetReader.Read(Convert.FromHexString(hex)).ToString() + why);

    [Fact]
    public void Read_WithoutMessageId_IsRefused() => Assert.Throws<DimseFormatException>(
        () => CommandSetReader.Read(Wire.CommandSet((0x0100, Wire.Number(0x30)), (0x0800, Wire.Number(0x0101)))));
}
