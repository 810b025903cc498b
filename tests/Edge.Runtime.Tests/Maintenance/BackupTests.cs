using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Host;
using Edge.Runtime.Maintenance;
using Edge.Runtime.Store;
using Edge.Runtime.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests.Maintenance;

public sealed class BackupTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("edge-backup-");
    private readonly DataDirectory _target;

    public BackupTests()
    {
        _target = new DataDirectory(Path.Combine(_root.FullName, "data"));
        DataFolders.Prepare(_target);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Archive => Path.Combine(_root.FullName, "backup.tar.gz");

    [Fact]
    public async Task Restore_WhatBackupMade_BringsRowsKeysAndTokens_AndANewEpoch()
    {
        string key = await BackUpAsync();
        await File.WriteAllTextAsync(Path.Combine(_target.Root, "stream.epoch"), "old", Cancellation);
        string said = Restore();
        Assert.Contains("restored-configuration", said, StringComparison.Ordinal);
        Assert.Equal(key, Convert.ToHexString(await File.ReadAllBytesAsync(_target.SiteKey, Cancellation)));
        Assert.True(File.Exists(_target.StowTokens));
        Assert.True(File.Exists(Path.Combine(_target.Root, "restored-configuration", "workstation.json")));
        Assert.False(File.Exists(Path.Combine(_target.Root, "stream.epoch")));
        using EdgeStore store = EdgeStore.Open(_target.Database);
        Assert.Equal("1.2.3", store.Read(connection => connection.ExecuteScalar<string>("SELECT study_uid FROM studies")));
        AuditVerification audit = AuditChain.Verify(_target.Audit, cancellationToken: Cancellation);
        Assert.True(audit.IsWhole, audit.Break?.Reason);
    }

    [Fact]
    public async Task Restore_OntoADatabase_KeepsItBeside_AndTheAuditLogGoesOn()
    {
        await BackUpAsync();
        using (EdgeStore.Open(_target.Database))
        {
            // Makes it.
        }

        Restore();
        Restore();
        Assert.Equal(2, Directory.GetFiles(_target.Root, "edge.db.before-reindex-*").Count(file => !file.EndsWith("-wal", StringComparison.Ordinal)));
        Assert.True(AuditChain.Verify(_target.Audit, cancellationToken: Cancellation).IsWhole);
    }

    [Fact]
    public async Task Restore_EndsBeforeTheDatabaseIsSetAside_TheNumberingIsOverAlready()
    {
        await BackUpAsync();
        await File.WriteAllTextAsync(_target.StreamEpoch, "old", Cancellation);

        Assert.Throws<IOException>(() => RestoreArchive.Run(Archive, _target, () => throw new IOException("Power was lost."), TimeProvider.System));

        Assert.False(File.Exists(_target.StreamEpoch));
    }

    [Fact]
    public async Task Restore_Damaged_IsRefusedAndChangesNothing()
    {
        await BackUpAsync();
        byte[] whole = await File.ReadAllBytesAsync(Archive, Cancellation);
        await File.WriteAllBytesAsync(Archive, whole[..(whole.Length / 2)], Cancellation);
        Assert.Throws<InvalidOperationException>(Restore);
        await File.WriteAllTextAsync(Archive, "no archive", Cancellation);
        Assert.Contains("is no backup", Assert.Throws<InvalidOperationException>(Restore).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_target.Database));
        Assert.False(Directory.Exists(Path.Combine(_target.Root, "restore.part")));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("data/../../escape")]
    [InlineData("/tmp/escape")]
    [InlineData("inbox/x")]
    [InlineData("data/..")]
    public void Restore_NamesOutsideABackup_AreRefused(string name)
    {
        Pack((name, "x"));
        Assert.Contains("which no backup does", Assert.Throws<InvalidOperationException>(Restore).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_root.FullName, "escape", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Restore_FileChangedInTheArchive_IsNamed()
    {
        await BackUpAsync();
        List<(string, string)> files = [];
        await using (FileStream file = File.OpenRead(Archive))
        await using (var gzip = new GZipStream(file, CompressionMode.Decompress))
        await using (var tar = new TarReader(gzip))
        {
            while (await tar.GetNextEntryAsync(copyData: true, Cancellation) is { } entry)
            {
                using var text = new StreamReader(entry.DataStream!, Encoding.Latin1);
                files.Add((entry.Name, await text.ReadToEndAsync(Cancellation) + (entry.Name == "data/stow.tokens" ? "more" : "")));
            }
        }

        Pack([.. files]);
        Assert.Contains("'data/stow.tokens' in", Assert.Throws<InvalidOperationException>(Restore).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private string Restore() => RestoreArchive.Run(Archive, _target, () => DatabaseSetAside.Run(_target, TimeProvider.System), TimeProvider.System);

    private void Pack(params (string Name, string Content)[] files)
    {
        using FileStream file = File.Create(Archive);
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        foreach ((string name, string content) in files)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.Latin1.GetBytes(content)) });
        }
    }

    /// <summary>Backs up an appliance with a study and a token. Its site key.</summary>
    private async Task<string> BackUpAsync()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        bench.App.Services.GetRequiredService<EdgeStore>().Write((connection, transaction) => connection.Execute(
            "INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at) VALUES ('1.2.3', 'removed', 'CT', 1, 0, 0)", transaction: transaction));
        using HttpClient local = bench.Local();
        using HttpResponseMessage made = await local.PostAsync(new Uri("/v1/stow/tokens/GATEWAY", UriKind.Relative), null, Cancellation);
        using HttpResponseMessage backup = await local.PostAsync(new Uri("/v1/backup", UriKind.Relative), null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, backup.StatusCode);
        await File.WriteAllBytesAsync(Archive, await backup.Content.ReadAsByteArrayAsync(Cancellation), Cancellation);

        // The file goes when the server is done with the answer, which may be after its last byte came.
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        late.CancelAfter(TimeSpan.FromMinutes(1));
        while (Directory.EnumerateFiles(bench.Data.Scratch).Any())
        {
            await Task.Delay(20, late.Token);
        }

        return Convert.ToHexString(await File.ReadAllBytesAsync(bench.Data.SiteKey, Cancellation));
    }
}
