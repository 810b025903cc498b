namespace Edge.Runtime.Inbox;

/// <summary>A stored object as the index has it.</summary>
/// <param name="File">Path below <c>inbox/</c>.</param>
/// <param name="Reception">How it came here.</param>
/// <param name="Header">What its data set says.</param>
/// <param name="SizeBytes">Size of the file, in bytes.</param>
internal sealed record StoredObject(string File, ReceptionRecord Reception, ObjectHeader Header, long SizeBytes);
