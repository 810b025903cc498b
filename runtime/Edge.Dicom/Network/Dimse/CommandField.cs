namespace Edge.Dicom.Network;

/// <summary>Values of Command Field (0000,0100) (PS3.7 E.1); a response has bit 15 set.</summary>
internal static class CommandField
{
    public const ushort StoreRequest = 0x0001;
    public const ushort EchoRequest = 0x0030;
    public const ushort EventReportRequest = 0x0100;
    public const ushort ActionRequest = 0x0130;
    public const ushort CancelRequest = 0x0FFF;
    public const ushort Response = 0x8000;
    public const ushort StoreResponse = StoreRequest | Response;
    public const ushort EchoResponse = EchoRequest | Response;
}
