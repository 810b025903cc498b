using Edge.Dicom.Network;
using Edge.Dicom.Tests.Fuzzing;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Dicom.Tests.Network;

public sealed class CommitmentReaderTests
{
    private const int Mutations = 20_000;
    private const string Ct = Wire.CtImage;

    [Fact]
    public void ReadRequest_AsTheStandardHasIt_IsUnderstood()
    {
        CommitmentRequest request = Request(CommitmentBytes.DataSet(CommitmentBytes.Transaction, [(Ct, "1.2.3"), (Ct, "1.2.4")]));
        Assert.Equal(CommitmentBytes.Transaction, request.TransactionUid);
        Assert.Equal([new SopReference(Ct, "1.2.3"), new SopReference(Ct, "1.2.4")], request.References);
    }

    [Fact]
    public void ReadResult_WithFailures_TakesTheirReasons_AndAMissingOneAsAGeneralFailure()
    {
        CommitmentResult result = Result(CommitmentBytes.DataSet(
            CommitmentBytes.Transaction, [(Ct, "1.2.3")], (Ct, "1.2.4", 0x0112), (Ct, "1.2.5", null)));
        Assert.Equal([new SopReference(Ct, "1.2.3")], result.Committed);
        Assert.Equal([new CommitmentFailure(new(Ct, "1.2.4"), 0x0112), new CommitmentFailure(new(Ct, "1.2.5"), 0x0110)], result.Failed);
    }

    [Fact]
    public void Encode_WhatIsWrittenByHand_IsTheSameBytes()
    {
        (string, string)[] references = [(Ct, "1.2.3"), (Ct, "1.2.40")];
        var request = new CommitmentRequest(CommitmentBytes.Transaction, [.. references.Select(pair => new SopReference(pair.Item1, pair.Item2))]);
        DicomDataset expected = DicomDataset.Read(
            CommitmentBytes.DataSet(CommitmentBytes.Transaction, references), DicomTransferSyntax.ImplicitVRLittleEndian);
        byte[] written = request.Encode(DicomTransferSyntax.ImplicitVRLittleEndian);
        DicomDataset read = DicomDataset.Read(written, DicomTransferSyntax.ImplicitVRLittleEndian);
        Assert.Equal(Values(expected), Values(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no uid")]
    [InlineData("1..2")]
    [InlineData("1.2/3")]
    public void ReadRequest_TransactionUidIsNone_Is0115(string transaction) =>
        Refuses(0x0115, CommitmentBytes.DataSet(transaction, [(Ct, "1.2.3")]));

    [Theory]
    [InlineData(Ct, "")]
    [InlineData("", "1.2.3")]
    [InlineData(Ct, "../../etc")]
    public void ReadRequest_ReferenceIsNone_Is0115(string sopClass, string sopInstance) =>
        Refuses(0x0115, CommitmentBytes.DataSet(CommitmentBytes.Transaction, [(Ct, "1.2.3"), (sopClass, sopInstance)]));

    [Fact]
    public void ReadRequest_NothingReferenced_Is0115() => Refuses(0x0115, CommitmentBytes.DataSet(CommitmentBytes.Transaction, []));

    [Fact]
    public void ReadRequest_ValueLongerThanAnyUid_Is0115() =>
        Refuses(0x0115, CommitmentBytes.DataSet(new string('1', 400), [(Ct, "1.2.3")]));

    [Fact]
    public void ReadRequest_OneReferenceTooMany_Is0213()
    {
        (string, string)[] most = [.. Enumerable.Range(1, StorageCommitment.MaxReferences).Select(number => (Ct, $"1.2.{number}"))];
        Assert.Equal(most.Length, Request(CommitmentBytes.DataSet(CommitmentBytes.Transaction, most)).References.Count);
        Refuses(0x0213, CommitmentBytes.DataSet(CommitmentBytes.Transaction, [.. most, (Ct, "1.3")]));
    }

    [Fact]
    public void ReadRequest_EmptyItemsWithoutEnd_CostNoMoreThanTheFirst()
    {
        byte[] items = [.. Enumerable.Repeat(CommitmentBytes.Element(0xFFFE, 0xE000, []), 100_000).SelectMany(item => item)];
        byte[] dataSet = [.. CommitmentBytes.DataSet(CommitmentBytes.Transaction, []), .. CommitmentBytes.Element(8, 0x1199, items)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refuses(0x0115, dataSet);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Results_AnyOfThem_AreReadAsWritten()
    {
        Gen<string> uid = Gen.Choose(1, int.MaxValue).Select(number => $"1.2.{number}");
        Gen<SopReference> reference = Gen.Zip(uid, uid).Select(pair => new SopReference(pair.Item1, pair.Item2));
        Gen<CommitmentFailure> failure = Gen.Zip(reference, Gen.Choose(0, ushort.MaxValue)).Select(pair => new CommitmentFailure(pair.Item1, (ushort)pair.Item2));
        Gen<CommitmentResult> any = Gen.Zip(reference.ListOf(), failure.ListOf()).Select(pair => new CommitmentResult
        {
            TransactionUid = CommitmentBytes.Transaction,
            RetrieveAeTitle = "ARCHIVE",
            Committed = [.. pair.Item1],
            Failed = [.. pair.Item2],
        });
        DicomTransferSyntax[] syntaxes =
            [DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian];
        Prop.ForAll(any.ToArbitrary(), result =>
        {
            foreach (DicomTransferSyntax syntax in syntaxes)
            {
                using var stream = new MemoryStream(result.Encode(syntax));
                CommitmentResult read = CommitmentReader.ReadResult(stream, syntax);
                Assert.Equal(result.Committed, read.Committed);
                Assert.Equal(result.Failed, read.Failed);
                Assert.Equal("ARCHIVE", read.RetrieveAeTitle);
            }
        }).Check(Config.QuickThrowOnFailure.WithReplay(20261121, 1));
    }

    /// <summary>Whatever the bytes, a status comes of it, and nothing else is thrown.</summary>
    [Fact]
    public void ReadRequest_MutatedDataSets_AreServedOrRefused()
    {
        byte[][] honest =
        [
            CommitmentBytes.DataSet(CommitmentBytes.Transaction, [.. Enumerable.Range(1, 20).Select(number => (Ct, $"1.2.{number}"))]),
            CommitmentBytes.DataSet("2.25.9", [(Ct, "1.2.3")], (Ct, "1.2.4", 0x0112), (Ct, "1.2.5", null)),
        ];
        int served = 0;
        for (int seed = 0; seed < Mutations; seed++)
        {
            using var stream = new MemoryStream(new Mutator(seed).Mutate(honest));
            try
            {
                CommitmentRequest request = CommitmentReader.ReadRequest(stream, DicomTransferSyntax.ImplicitVRLittleEndian);
                Assert.InRange(request.References.Count, 1, 100);
                served++;
            }
            catch (DimseStatusException refused)
            {
                Assert.True(refused.Answer.Status.IsFailure);
            }
        }

        Assert.InRange(served, 1, Mutations - 1);
    }

    private static string[] Values(DicomDataset dataset) =>
    [
        .. dataset.GetStrings(DicomTag.TransactionUID),
        .. dataset.GetItems(DicomTag.ReferencedSOPSequence).SelectMany(item =>
            (string[])[item.GetString(DicomTag.ReferencedSOPClassUID)!, item.GetString(DicomTag.ReferencedSOPInstanceUID)!, $"{item.Count}"]),
        $"{dataset.Count}",
    ];

    private static CommitmentRequest Request(byte[] dataSet)
    {
        using var stream = new MemoryStream(dataSet);
        return CommitmentReader.ReadRequest(stream, DicomTransferSyntax.ImplicitVRLittleEndian);
    }

    private static CommitmentResult Result(byte[] dataSet)
    {
        using var stream = new MemoryStream(dataSet);
        return CommitmentReader.ReadResult(stream, DicomTransferSyntax.ImplicitVRLittleEndian);
    }

    private static void Refuses(ushort status, byte[] dataSet) =>
        Assert.Equal(status, Assert.Throws<DimseStatusException>(() => Request(dataSet)).Answer.Status.Code);
}
