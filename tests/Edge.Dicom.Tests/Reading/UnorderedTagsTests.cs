using System.Buffers.Binary;

namespace Edge.Dicom.Tests.Reading;

/// <summary>Data sets whose tags are not in the ascending order that PS3.5 7.1 demands.</summary>
public sealed class UnorderedTagsTests
{
    /// <summary>With work that grows with the square of the count this would take hours.</summary>
    [Fact]
    public void Read_MillionDescendingTags_AreInOrder()
    {
        const int Count = 1_000_000;
        DicomDataset dataset = Read(Enumerable.Range(1, Count).Select(number => ((uint)(0x0200_0000 - number), (byte)1)));
        Assert.Equal(Count, dataset.Count);
        Assert.True(dataset.Zip(dataset.Skip(1)).All(pair => pair.First.Tag < pair.Second.Tag));
    }

    [Fact]
    public void Read_RepeatedTags_TheFirstStays()
    {
        IEnumerable<(uint, byte)> first = [(0x0009_1003, 3), (0x0009_1001, 1), (0x0009_1002, 2)];
        IEnumerable<(uint, byte)> later = Enumerable.Range(0, 3000).Select(number => ((uint)(0x0009_1001 + (number % 3)), (byte)9));
        DicomDataset dataset = Read(first.Concat(later));
        Assert.Equal([1, 2, 3], dataset.Cast<DicomValue>().Select(value => value.Bytes.Span[0]));
    }

    [Fact]
    public void Read_CutOffWithinAnUnorderedItem_WhatIsThereIsInOrder()
    {
        byte[] sequence = [0x09, 0x00, 0x01, 0x10, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF];
        byte[] elements = [0x08, 0x00, 0x60, 0x00, (byte)'C', (byte)'S', 2, 0, (byte)'C', (byte)'T', 0x08, 0x00, 0x18, 0x00, (byte)'U', (byte)'I', 2, 0, (byte)'1', 0];
        DicomPrefix prefix = DicomPrefix.Read(
            new byte[][] { sequence, elements }.SelectMany(part => part).ToArray(), DicomTransferSyntax.ExplicitVRLittleEndian, DicomReadOptions.Default);
        DicomDataset item = Assert.Single(prefix.Dataset.GetItems(new DicomTag(0x0009, 0x1001)));
        Assert.Equal([DicomTag.SOPInstanceUID, DicomTag.Modality], item.Select(element => element.Tag));
    }

    // PS3.5 7.1.3: tag, 32-bit length 2, and two bytes.
    private static DicomDataset Read(IEnumerable<(uint Tag, byte Value)> elements)
    {
        using var encoded = new MemoryStream();
        byte[] element = new byte[10];
        foreach ((uint tag, byte value) in elements)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(element, (ushort)(tag >> 16));
            BinaryPrimitives.WriteUInt16LittleEndian(element.AsSpan(2), (ushort)tag);
            element[4] = 2;
            element[8] = value;
            encoded.Write(element);
        }

        return DicomDataset.Read(encoded.ToArray(), DicomTransferSyntax.ImplicitVRLittleEndian);
    }
}
