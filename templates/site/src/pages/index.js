import React from 'react';
import Link from '@docusaurus/Link';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import Layout from '@theme/Layout';

import styles from './index.module.css';

function Provider({ title, description, url, services }) {
  const resources = services.reduce((sum, service) => sum + service.items.length, 0);
  return (
    <article className="card">
      <div className="card__header">
        <h2>
          <Link to={url}>{title}</Link>
        </h2>
      </div>
      <div className="card__body">
        <p>{description}</p>
        <p className={styles.figures}>
          {services.length} services, {resources} resources
        </p>
      </div>
    </article>
  );
}

export default function Home() {
  const { siteConfig } = useDocusaurusContext();
  return (
    <Layout title="Home" description={siteConfig.tagline}>
      <main className="container margin-vert--lg">
        <h1>{siteConfig.title}</h1>
        <p>{siteConfig.tagline}. Search for a resource, a field or a method in the bar above.</p>
        <div className={styles.providers}>
          {siteConfig.customFields.providers.map((provider) => (
            <Provider key={provider.name} {...provider} />
          ))}
        </div>
      </main>
    </Layout>
  );
}
