using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>One object that a listener received.</summary>
public sealed record StoredObject(StoreRequest Request, ReadOnlyMemory<byte> DataSet);
