namespace Edge.Dicom.Network;

/// <summary>Which end of an association this is (PS3.8 3.3).</summary>
internal enum AssociationRole
{
    Requestor,
    Acceptor,
}
