using Dapper;
using Edge.Dicom;
using Edge.Runtime.Health;

namespace Edge.Runtime.Tests.Health;

public sealed class PatientReaderTests : IDisposable
{
    private readonly TestAppliance _appliance = new();

    [Fact]
    public void Read_FirstObjectGone_ReadsAnother()
    {
        File.Delete(Receive("1.1", "Anna^A"));
        Receive("1.2", "Anna^A");
        Assert.Equal(("Anna^A", false), Patient());
    }

    [Fact]
    public void Read_ContentInConflict_GoesByWhatIsNot_AndSaysThatTheyDiffer()
    {
        Flag(Receive("1.1", "Boris^B"));
        Receive("1.2", "Anna^A");
        Assert.Equal(("Anna^A", true), Patient());
    }

    [Fact]
    public void Read_FlaggedContentOfTheSamePatient_DoesNotDiffer()
    {
        Flag(Receive("1.1", "Anna^A"));
        Receive("1.2", "Anna^A");
        Assert.Equal(("Anna^A", false), Patient());
    }

    [Fact]
    public void Read_AllInConflict_SaysThatTheyDiffer()
    {
        Flag(Receive("1.1", "Anna^A"));
        Flag(Receive("1.1", "Boris^B"));
        Assert.Equal(("Anna^A", true), Patient());
    }

    public void Dispose() => _appliance.Dispose();

    private (string? Name, bool Differs) Patient()
    {
        PatientView view = new PatientReader(_appliance.Store, _appliance.Data).Read(TestAppliance.Study)!;
        return (view.Name, view.Differs);
    }

    private string Receive(string sop, string name) => _appliance.Receive(sop, more: dataset => dataset.Set(DicomTag.PatientName, DicomVR.PN, name));

    private void Flag(string path) => _appliance.Store.Write((connection, transaction) => connection.Execute(
        "UPDATE instances SET flag = 'content-conflict' WHERE file = @file", new { file = Path.GetRelativePath(_appliance.Data.Inbox, path) }, transaction));
}
